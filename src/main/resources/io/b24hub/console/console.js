// Keeps a page up to date, lets a search go on by itself, and leads the key / to the search box. Without it everything works
// by reloading.
'use strict';

(() => {
  const main = document.getElementById('main');
  const lost = document.getElementById('lost');
  const every = Number(document.body.dataset.every) * 1000;

  document.addEventListener('keydown', event => {
    const find = document.getElementById('q');
    if (event.key === '/' && find && !event.ctrlKey && !event.metaKey && !event.altKey
        && !event.target.closest('input, select, textarea')) {
      event.preventDefault();
      find.focus();
      find.select();
    }
  });

  async function page(address) {
    const answer = await fetch(address, { headers: { Accept: 'text/html' }, credentials: 'same-origin' });
    if (answer.redirected && new URL(answer.url).pathname.endsWith('/login')) {
      location.reload();
    }
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  }

  // What is equal stays, so that focus, selection, scroll position, opened parts and typed text stay, too.
  function renew(now, next) {
    if (now.isEqualNode(next)) {
      return;
    }
    if (now.nodeType !== next.nodeType || now.nodeName !== next.nodeName || now.id !== next.id) {
      now.replaceWith(document.importNode(next, true));
      return;
    }
    if (now.nodeType !== Node.ELEMENT_NODE) {
      now.data = next.data;
      return;
    }
    if (now.matches('input, select, textarea')) {
      return;
    }
    for (const name of now.getAttributeNames()) {
      if (!next.hasAttribute(name) && name !== 'open') {
        now.removeAttribute(name);
      }
    }
    for (const name of next.getAttributeNames()) {
      if (now.getAttribute(name) !== next.getAttribute(name)) {
        now.setAttribute(name, next.getAttribute(name));
      }
    }
    [...next.childNodes].forEach((child, place) => {
      const same = child.id ? [...now.children].find(each => each.id === child.id) : null;
      if (same && now.childNodes[place] !== same) {
        now.insertBefore(same, now.childNodes[place] || null);
      }
      const current = now.childNodes[place];
      if (current) {
        renew(current, child);
      } else {
        now.appendChild(document.importNode(child, true));
      }
    });
    while (now.childNodes.length > next.childNodes.length) {
      now.lastChild.remove();
    }
  }

  async function look() {
    let pause = every;
    if (!document.hidden) {
      try {
        const fresh = await page(location.href);
        renew(main, fresh.getElementById('main'));
        const nav = document.querySelector('nav');
        const nextNav = fresh.querySelector('nav');
        if (nav && nextNav) {
          renew(nav, nextNav);
        }
        lost.hidden = true;
        pause = Number(fresh.body.dataset.every) * 1000;
      } catch (failure) {
        lost.textContent = document.body.dataset.lost;
        lost.hidden = false;
      }
    }
    if (pause > 0) {
      setTimeout(look, pause);
    }
  }

  // A step of a search that found less than a page goes on into the past by itself.
  async function further() {
    const rows = document.querySelector('#found tbody');
    const more = () => document.querySelector('#further[data-on] a.more');
    while (rows && more() && rows.children.length < 50) {
      try {
        const older = await page(more().href);
        rows.append(...older.querySelector('#found tbody').children);
        renew(document.getElementById('further'), older.getElementById('further'));
      } catch (failure) {
        return;
      }
    }
  }

  const current = document.querySelector('nav [aria-current]');
  if (current) {
    current.scrollIntoView({ block: 'nearest', inline: 'center' });
  }
  if (every > 0) {
    setTimeout(look, every);
  }
  further();
})();
