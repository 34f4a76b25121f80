/* Gives every select2 box of the admin its field's label: by itself it announces only the chosen value, or nothing. */
'use strict';
{
  const labelBoxes = () => {
    document.querySelectorAll('select.select2-hidden-accessible').forEach((select) => {
      const box = select.parentElement.querySelector('.select2-selection[role=combobox], .select2-search__field');
      const label = select.labels && select.labels[0];
      if (box && label) {
        label.id = label.id || `label_${select.id}`;
        const value = document.getElementById(`select2-${select.id}-container`);
        box.setAttribute('aria-labelledby', value ? `${label.id} ${value.id}` : label.id);
      }
    });
  };

  window.addEventListener('load', labelBoxes);
  document.addEventListener('formset:added', () => window.setTimeout(labelBoxes, 0));
}
