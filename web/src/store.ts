// Preferences alone are kept: theme, language, resolver, keys, role. Storage may be blocked.

const known = ['theme', 'language', 'resolver', 'keys', 'role'] as const;
export type Preference = (typeof known)[number];

export function recall(name: Preference): string | null {
  try {
    return localStorage.getItem(`indicia.${name}`);
  } catch {
    return null;
  }
}

export function keep(name: Preference, value: string): void {
  try {
    localStorage.setItem(`indicia.${name}`, value);
  } catch {
    // Kept for this visit then.
  }
}

// Hands a file to the user.
export function save(name: string, octets: Uint8Array | string, type: string): void {
  const blob = new Blob([octets as BlobPart], { type });
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
