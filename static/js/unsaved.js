/* <form data-unsaved>: warns before leaving a page with changes that were not saved, and says so in [data-unsaved-note]. */
'use strict';
document.querySelectorAll('form[data-unsaved]').forEach((form) => {
  const note = form.querySelector('[data-unsaved-note]');
  let changed = false;

  const change = () => {
    changed = true;
    if (note) {
      note.textContent = note.dataset.unsavedNote;
      note.classList.add('is-changed');
    }
  };

  form.addEventListener('input', change);
  form.addEventListener('change', change);
  form.addEventListener('formset:added', change);
  if (window.django && window.django.jQuery) {
    window.django.jQuery(form).on('select2:select select2:unselect', change); // known to jQuery only
  }
  form.addEventListener('submit', () => { changed = false; });
  window.addEventListener('beforeunload', (event) => {
    if (changed) {
      event.preventDefault();
      event.returnValue = '';
    }
  });
});
