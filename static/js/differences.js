/* [data-keep-of=ID] holds the choice between two values of the field ID: whoever types there again wants her own. */
'use strict';
document.querySelectorAll('[data-keep-of]').forEach((choice) => {
  const field = document.getElementById(choice.dataset.keepOf);
  const mine = choice.querySelector('[value=mine]');
  const row = field && field.closest('.form-row');
  if (row) {
    ['input', 'change'].forEach((kind) => row.addEventListener(kind, () => { mine.checked = true; }));
  }
});
