/* Gives every select2 box of the admin its field's label: by itself it announces only the chosen value, or nothing. */
'use strict';
{
  const labelBox = (select) => {
    const label = select.labels && select.labels[0];
    if (!label) {
      return;
    }
    label.id = `label_${select.id}`;
    const value = document.getElementById(`select2-${select.id}-container`);
    if (value && value.getAttribute('role') === 'textbox') {
      value.setAttribute('aria-labelledby', label.id);
    }
    select.parentElement.querySelectorAll('.select2-selection[role=combobox], .select2-search__field').forEach((box) => {
      box.setAttribute('aria-labelledby', value ? `${label.id} ${value.id}` : label.id);
      if (box.hasAttribute('aria-owns')) {
        box.setAttribute('aria-controls', box.getAttribute('aria-owns'));
      }
    });
    const search = document.querySelector(`.select2-dropdown [aria-controls="select2-${select.id}-results"]`);
    if (search) {
      search.setAttribute('aria-labelledby', label.id);
    }
  };

  const labelBoxes = () => document.querySelectorAll('select.select2-hidden-accessible').forEach(labelBox);

  // select2 builds its boxes after this file has run, again for every row that is added, and its list when it opens
  new MutationObserver(labelBoxes).observe(document.body, {childList: true, subtree: true});
}
