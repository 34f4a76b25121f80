/* [data-drop="hint"] around <input type="file" data-files>: lists the chosen files with their sizes, and takes files that are
   dropped there. Without script the input works as it is. */
'use strict';
for (const box of document.querySelectorAll('[data-drop]')) {
  const input = box.querySelector('[data-files]');
  const list = box.appendChild(document.createElement('ul'));
  list.className = 'chosen';

  const size = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);
  const line = (text) => {
    list.appendChild(document.createElement('li')).textContent = text;
  };
  const show = () => {
    const files = Array.from(input.files);
    list.replaceChildren();
    files.forEach((file) => line(`${file.name} · ${size(file.size)}`));
    if (files.length > 1) {
      line(`${files.length} ${box.dataset.dropToo} ${size(files.reduce((sum, file) => sum + file.size, 0))}`);
    } else if (!files.length) {
      line(box.dataset.drop);
    }
  };
  const over = (event, is) => {
    event.preventDefault();
    box.classList.toggle('is-over', is);
  };

  box.addEventListener('dragover', (event) => over(event, true));
  box.addEventListener('dragleave', (event) => over(event, false));
  box.addEventListener('drop', (event) => {
    over(event, false);
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      show();
    }
  });
  input.addEventListener('change', show);
  show();
}
