// The pages work without this script; it adds keys.
(() => {
  document.documentElement.classList.add('js');
  const typing = (element) => element.closest('input,textarea,select,[contenteditable]');
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const menu = document.querySelector('details.menu[open]');
    if (event.key === 'Escape' && menu) { menu.open = false; menu.querySelector('summary').focus(); return; }
    if (event.key === '/' && !typing(event.target)) {
      const find = document.getElementById('find');
      if (find) { event.preventDefault(); find.focus(); find.select(); }
    }
  });
  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('change', (event) => {
    if (event.target.matches('form[data-at-once] select')) event.target.form.requestSubmit();
  });
})();
