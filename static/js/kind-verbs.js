/* <select data-kind-verbs='{kind: [verb]}'>: the form offers only the permissions that the chosen kind has. */
'use strict';
{
  const kind = document.querySelector('[data-kind-verbs]');
  const verbs = JSON.parse(kind.dataset.kindVerbs);
  const offer = () => {
    for (const box of kind.form.querySelectorAll('input[name=verbs]')) {
      const has = verbs[kind.value].includes(box.value);
      box.disabled = !has;
      box.closest('label').parentElement.hidden = !has;
    }
  };
  kind.addEventListener('change', offer);
  offer();
}
