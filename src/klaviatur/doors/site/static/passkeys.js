// Passkeys: a form with data-ask is sent only after the browser has made or used a passkey; its answer goes along.
(() => {
  const forms = document.querySelectorAll('form[data-ask]');
  const able = window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON;
  for (const form of forms) form.hidden = form.dataset.optional !== undefined && !able;
  if (!able) return;
  const ask = async (form) => {
    const csrf = form.querySelector('[name=csrf]');
    const answer = await fetch(form.dataset.ask, {
      method: 'POST', body: new URLSearchParams(new FormData(form)),
      headers: {Accept: 'application/json', ...(csrf && {'X-CSRF-Token': csrf.value})},
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const sign = (options, make) => make
    ? navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options)})
    : navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)});
  const tell = (form, failed) => {
    const said = form.querySelector('[data-failed]');
    if (said) said.textContent = failed ? said.dataset.failed : '';
  };
  for (const form of forms) {
    form.addEventListener('submit', async (event) => {
      if (form.dataset.signed || (event.submitter && event.submitter.dataset.plain !== undefined)) return;
      event.preventDefault();
      tell(form, false);
      try {
        const made = await sign(await ask(form), form.dataset.make !== undefined);
        const field = form.elements.answer || form.appendChild(Object.assign(document.createElement('input'), {type: 'hidden', name: 'answer'}));
        field.value = JSON.stringify(made.toJSON());
        form.dataset.signed = '1';
        form.submit();
      } catch { tell(form, true); }
    });
  }
})();
