/* A box with data-tick-all="name" ticks and clears every box of that name, or with that data-tick, in its form, or on the page where it stands in
   none; hidden without script. */
'use strict';
for (const all of document.querySelectorAll('[data-tick-all]')) {
  const boxes = [...(all.form || document).querySelectorAll('input[type=checkbox]')].filter((box) => [box.name, box.dataset.tick].includes(all.dataset.tickAll));
  const show = () => {
    all.checked = boxes.length > 0 && boxes.every((box) => box.checked);
  };
  all.closest('label').hidden = boxes.length === 0;
  all.addEventListener('change', () => {
    for (const box of boxes) box.checked = all.checked;
  });
  for (const box of boxes) box.addEventListener('change', show);
  show();
}
