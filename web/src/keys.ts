// Single letters, outside of text fields only, and they can be switched off (WCAG 2.1.4).

export function installKeys(on: () => boolean, actions: { ticket(): void; help(): void }): void {
  document.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    if (!on() || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (target.closest('input, textarea, select')) return;
    switch (event.key) {
      case '/': {
        const filter = document.getElementById('raw-filter');
        if (!filter) return;
        event.preventDefault();
        filter.focus();
        return;
      }
      case 'e': {
        const all = [...document.querySelectorAll<HTMLDetailsElement>('#report-place > section details')];
        const open = all.some((details) => !details.open);
        for (const details of all) details.open = open;
        return;
      }
      case 'f': {
        const all = [...document.querySelectorAll<HTMLElement>('.finding > summary')].filter(
          (summary) => summary.offsetParent !== null,
        );
        const at = all.indexOf(document.activeElement as HTMLElement);
        all[(at + 1) % Math.max(1, all.length)]?.focus();
        return;
      }
      case 'c':
        return actions.ticket();
      case '?':
        return actions.help();
    }
  });
}
