/* <input type=checkbox data-check-all="name">: checks or clears all boxes of that name in its form. Its label is
   hidden without this script. */
'use strict';
document.querySelectorAll('[data-check-all]').forEach((all) => {
  const boxes = all.form.querySelectorAll(`input[type=checkbox][name="${all.dataset.checkAll}"]`);
  all.closest('label').hidden = boxes.length === 0;
  all.addEventListener('change', () => boxes.forEach((box) => { box.checked = all.checked; }));
});
