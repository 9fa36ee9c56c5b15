/* The desk's only script. The server says on /events that something arrived, never what; then the page is fetched again and its
 * main part put in the old one's place, unless somebody is at work in it: then a line says so, with a button. */
(function () {
  'use strict';
  var PAUSE = 15000; /* between two fetches, however much arrives */
  var main = document.getElementById('main');
  var news = document.getElementById('news');
  var address = main && main.getAttribute('data-refresh');
  var fetched = Date.now();
  var waiting = null;
  var fetching = false;

  function isTouched() {
    var fields = main.querySelectorAll('input:not([type=hidden]), textarea, select');
    for (var i = 0; i < fields.length; i++) {
      var field = fields[i];
      if (field.type === 'checkbox' || field.type === 'radio') {
        if (field.checked !== field.defaultChecked) return true;
      } else if (field.tagName === 'SELECT') {
        for (var j = 0; j < field.options.length; j++)
          if (field.options[j].selected !== field.options[j].defaultSelected && field.selectedIndex > 0) return true;
      } else if (field.value !== field.defaultValue) return true;
    }
    return false;
  }

  function isInUse() {
    var active = document.activeElement;
    var chosen = window.getSelection();
    if (active && active !== main && main.contains(active)) return true;
    if (chosen && !chosen.isCollapsed && main.contains(chosen.anchorNode)) return true;
    return main.querySelector('details[open] form') !== null || isTouched();
  }

  function say(text) {
    var button = document.createElement('button');
    news.textContent = '';
    var line = document.createElement('p');
    line.textContent = text + ' ';
    button.type = 'button';
    button.textContent = 'Load the page again';
    button.addEventListener('click', function () { window.location.assign(address); });
    line.appendChild(button);
    news.appendChild(line);
  }

  function replace(text) {
    var page = new DOMParser().parseFromString(text, 'text/html');
    var fresh = page.getElementById('main');
    if (!fresh || !fresh.getAttribute('data-refresh') || isInUse()) return false;
    var opened = Array.prototype.map.call(main.querySelectorAll('details[open][id]'), function (each) { return each.id; });
    main.replaceChildren.apply(main, Array.prototype.slice.call(fresh.childNodes));
    opened.forEach(function (id) {
      var details = document.getElementById(id);
      if (details) details.open = true;
    });
    var links = page.querySelector('nav.pages');
    var old = document.querySelector('nav.pages');
    if (links && old && !old.contains(document.activeElement)) old.replaceWith(links);
    document.title = page.title;
    news.textContent = 'Brought up to date.';
    return true;
  }

  function refresh() {
    waiting = null;
    if (fetching) return;
    if (isInUse()) { say('Something arrived.'); return; }
    fetching = true;
    fetched = Date.now();
    fetch(address, {credentials: 'same-origin', redirect: 'error', cache: 'no-store'}).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.text();
    }).then(function (text) {
      if (!replace(text)) say('Something arrived.');
    }).catch(function () { say('Something arrived, and the page could not be fetched.'); }).then(function () { fetching = false; });
  }

  function arrived() {
    if (waiting === null) waiting = window.setTimeout(refresh, Math.max(500, fetched + PAUSE - Date.now()));
  }

  /* A browser holds only a few connections to one site: a page that nobody looks at gives its own up. */
  if (address && window.EventSource && window.fetch) {
    var known = null;
    var source = null;
    var listen = function () {
      if (document.hidden && source) { source.close(); source = null; }
      if (document.hidden || source) return;
      source = new EventSource('/events');
      source.onmessage = function (event) {
        if (known !== null && known !== event.data) arrived();
        known = event.data;
      };
    };
    document.addEventListener('visibilitychange', listen);
    listen();
  }

  /* A form is sent once. */
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.getAttribute('data-sent')) { event.preventDefault(); return; }
    if (form.method === 'post') {
      form.setAttribute('data-sent', 'yes');
      window.setTimeout(function () { form.removeAttribute('data-sent'); }, 5000);
    }
  });

  /* From a line of the list "n" leads to the next and "p" to the previous one; elsewhere no letter does anything (WCAG 2.1.4). */
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== 'n' && event.key !== 'p')) return;
    var lines = Array.prototype.slice.call(document.querySelectorAll('[data-line]'));
    var here = lines.indexOf(document.activeElement);
    var next = lines[here + (event.key === 'n' ? 1 : -1)];
    if (here < 0 || !next) return;
    next.focus();
    event.preventDefault();
  });

  var fault = document.getElementById('faults');
  if (fault) fault.focus();
})();
