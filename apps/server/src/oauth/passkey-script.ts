/** The path of the script for passkeys on the sign-in page. */
export const passkeyScriptPath = '/oauth/passkey.js'

/** Asks the browser for a passkey and sends its response (WebAuthn Level 3, sections 5.1.9 and 5.1.10). */
export const passkeyScript = `const form = document.getElementById('passkey')
if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) form.hidden = false
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const error = document.getElementById('passkey-error')
  error.hidden = true
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(form.dataset.options))
    const credential = await navigator.credentials.get({ publicKey })
    form.elements.response.value = JSON.stringify(credential.toJSON())
    form.submit()
  } catch {
    error.hidden = false
  }
})
`
