/* [data-toc] lists the sections of a form: marks the one in view and counts the errors in each.
   Links to a field (#box_...) open what hides it and put the cursor in it. */
'use strict';
{
  const FIELDS = 'input:not([type=hidden]):not([disabled]), select, textarea, .select2-selection, a[href]';

  const isShown = (element) => element.offsetParent !== null && !element.classList.contains('select2-hidden-accessible');

  const goToField = (box) => {
    for (let parent = box; parent; parent = parent.parentElement) {
      if (parent.tagName === 'DETAILS') {
        parent.open = true;
      }
    }
    const field = Array.from(box.querySelectorAll(FIELDS)).find(isShown);
    box.scrollIntoView({block: 'center'});
    if (field) {
      field.focus({preventScroll: true});
    }
  };

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#box_"]');
    const box = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (box) {
      event.preventDefault();
      goToField(box);
    }
  });

  const countErrors = (link, section) => {
    const count = section.querySelectorAll('.errorlist li').length;
    if (count) {
      const badge = document.createElement('span');
      badge.className = 'toc-errors';
      badge.textContent = count;
      link.append(badge);
    }
  };

  const markCurrent = (links, sections) => {
    const line = window.innerHeight * 0.3;
    const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2;
    const passed = sections.filter((section) => atEnd || section.getBoundingClientRect().top <= line);
    const current = Math.max(passed.length - 1, 0);
    links.forEach((link, index) => {
      if (index === current) {
        link.setAttribute('aria-current', 'true');
      } else {
        link.removeAttribute('aria-current');
      }
    });
  };

  document.querySelectorAll('[data-toc]').forEach((toc) => {
    const links = Array.from(toc.querySelectorAll('a')).filter((link) => document.getElementById(link.hash.slice(1)));
    const sections = links.map((link) => document.getElementById(link.hash.slice(1)));
    if (!links.length) {
      return;
    }
    links.forEach((link, index) => countErrors(link, sections[index]));
    let waiting = false;
    const update = () => {
      waiting = false;
      markCurrent(links, sections);
    };
    window.addEventListener('scroll', () => {
      if (!waiting) {
        waiting = true;
        window.requestAnimationFrame(update);
      }
    }, {passive: true});
    update();
  });

  const errors = document.querySelector('[data-errors]');
  if (errors) {
    errors.focus();
  }
}
