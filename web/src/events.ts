// What the document listens to: paste and drop anywhere, and printing with everything open.

export interface Takers {
  area(): HTMLTextAreaElement;
  text(text: string): void;
  file(file: File): void;
}

export function takeEverywhere(take: Takers): void {
  document.addEventListener('paste', (event) => {
    const target = event.target as HTMLElement;
    const area = take.area();
    if (target !== area && target.closest('input, textarea, dialog')) return;
    const file = event.clipboardData?.files[0];
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (file && text === '') {
      event.preventDefault();
      take.file(file);
      return;
    }
    // Into a box with text in it: an edit like typing, unless all of it is replaced.
    const edit = target === area && area.selectionEnd - area.selectionStart < area.value.length;
    if (text === '' || edit) return;
    event.preventDefault();
    take.text(text);
  });
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    document.body.classList.add('dragging');
  });
  for (const end of ['dragleave', 'drop', 'dragend']) {
    document.addEventListener(end, () => document.body.classList.remove('dragging'));
  }
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    const text = event.dataTransfer?.getData('text/plain') ?? '';
    if (file) take.file(file);
    else if (text !== '') take.text(text);
  });
}

export function openForPrint(): void {
  const closed: HTMLDetailsElement[] = [];
  window.addEventListener('beforeprint', () => {
    document.body.classList.add('printing');
    for (const details of document.querySelectorAll('details')) {
      if (details.open || details.closest('#input, .options, .bring')) continue;
      closed.push(details);
      details.open = true;
    }
  });
  window.addEventListener('afterprint', () => {
    for (const details of closed.splice(0)) details.open = false;
    setTimeout(() => document.body.classList.remove('printing'), 50);
  });
}
