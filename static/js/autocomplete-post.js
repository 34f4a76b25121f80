/* The admin's autocomplete asks by POST (what is typed may be a person's number), which needs the form's token. */
'use strict';
if (window.django && window.django.jQuery) {
  const token = document.querySelector('[name=csrfmiddlewaretoken]');
  if (token) {
    window.django.jQuery.ajaxSetup({ headers: { 'X-CSRFToken': token.value } });
  }
}
