// @ts-check
/**
 * Passkeys on the pages of signing in and of the account: asks the site what to ask the authenticator, and brings the answer back. Without WebAuthn
 * the buttons stay hidden, and signing in by mail is there.
 */

/**
 * @param {string} path
 * @param {unknown} [body]
 */
async function post(path, body = {}) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.problem ?? "The site did not answer. Try again.");
  return said;
}

/** What went wrong at the authenticator, as a reader says it. @param {unknown} error */
function inWords(error) {
  if (!(error instanceof Error)) return "It did not work. Try again.";
  if (error.name === "NotAllowedError") return "It was not allowed, or took too long. Try again.";
  if (error.name === "InvalidStateError") return "This device has a passkey for your account already.";
  if (error.name === "SecurityError") return "Passkeys need a page over HTTPS, under its own name.";
  return error.message;
}

/**
 * @param {Element} place with a button, and a line that says how it goes
 * @param {() => Promise<string>} act gives the address to go to
 */
function offer(place, act) {
  const button = place.querySelector("button");
  const status = place.querySelector("[role=status]");
  if (!button || !status) return;
  place.removeAttribute("hidden");
  button.addEventListener("click", async () => {
    button.disabled = true;
    status.textContent = "Waiting for your device …";
    try {
      location.assign(await act());
    } catch (error) {
      status.textContent = inWords(error);
      button.disabled = false;
    }
  });
}

if (typeof PublicKeyCredential === "function" && "parseRequestOptionsFromJSON" in PublicKeyCredential) {
  for (const place of document.querySelectorAll("[data-passkey-sign-in]"))
    offer(place, async () => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
        await post("/sign-in/passkey/options"),
      );
      const credential = /** @type {PublicKeyCredential} */ (await navigator.credentials.get({ publicKey }));
      await post("/sign-in/passkey", credential.toJSON());
      return place.getAttribute("data-to") ?? "/";
    });

  for (const place of document.querySelectorAll("[data-passkey-new]"))
    offer(place, async () => {
      const options = await post("/account/passkeys/options");
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
      const credential = /** @type {PublicKeyCredential} */ (
        await navigator.credentials.create({ publicKey })
      );
      const name = /** @type {HTMLInputElement | null} */ (place.querySelector("input"))?.value ?? "";
      await post("/account/passkeys", { name, answer: credential.toJSON() });
      return "/account?done=passkey#passkeys";
    });
}
