// Counts what is chosen; the form works without it.
(() => {
  const form = document.getElementById('many'), told = document.getElementById('chosen');
  if (!form || !told) return;
  const tell = () => {
    const n = form.querySelectorAll('input[name=v]:checked').length;
    told.textContent = n === 0 ? told.dataset.none : n === 1 ? told.dataset.one : told.dataset.many.replace('{n}', n);
  };
  form.addEventListener('change', tell);
  window.addEventListener('pageshow', tell);
  tell();
})();
