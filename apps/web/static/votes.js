// @ts-check
/**
 * Votes without a new page: the count changes at once and is put right by the answer. Without this script the button sends its form, and leads back to where
 * one was.
 */
const status = document.body.appendChild(document.createElement("p"));
status.setAttribute("role", "status");
status.className = "visually-hidden";

/** @param {number} votes */
const counted = (votes) => `${votes} ${votes === 1 ? "vote" : "votes"}`;

/**
 * A paper may stand on a page more than once.
 * @param {string} paper
 * @param {boolean} voted
 * @param {number} votes
 */
function show(paper, voted, votes) {
  for (const form of document.querySelectorAll(`form[data-vote="${CSS.escape(paper)}"]`)) {
    const button = form.querySelector("button");
    const count = form.querySelector("[data-count]");
    if (!button || !count) continue;
    button.value = voted ? "down" : "up";
    button.setAttribute("aria-pressed", String(voted));
    count.setAttribute("data-count", String(votes));
    count.textContent = counted(votes);
    form.querySelector("[role=alert]")?.remove();
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} sentence
 */
function complain(form, sentence) {
  const alert = form.appendChild(document.createElement("span"));
  alert.setAttribute("role", "alert");
  alert.textContent = sentence;
}

/**
 * What is no JSON is a sentence: the site says so to all programs alike when they ask too often.
 * @param {Response} response
 */
async function answerOf(response) {
  if (response.headers.get("content-type")?.startsWith("application/json")) return response.json();
  return { problem: (await response.text()).trim().slice(0, 200) };
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement} button
 */
async function send(form, button) {
  const paper = form.dataset.vote ?? "";
  const up = button.value === "up";
  const before = Number(form.querySelector("[data-count]")?.getAttribute("data-count"));
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form, button)));
  show(paper, up, before + (up ? 1 : -1));
  form.dataset.busy = "";
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { accept: "application/json" },
      body,
    });
    if (response.status === 401) {
      show(paper, !up, before);
      location.assign(`/sign-in?${new URLSearchParams({ to: body.get("back") ?? "/" })}`);
      return;
    }
    const answer = await answerOf(response);
    if (!response.ok) throw new Error(answer.problem);
    show(paper, answer.voted, answer.votes);
    status.textContent = `${answer.voted ? "Your vote is in" : "Your vote is taken back"}: ${counted(answer.votes)}.`;
  } catch (error) {
    show(paper, !up, before);
    const reason = error instanceof TypeError ? "" : /** @type {Error} */ (error).message;
    complain(form, reason || "The site did not answer, so nothing was changed. Try again.");
  } finally {
    delete form.dataset.busy;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!(form instanceof HTMLFormElement) || form.dataset.vote === undefined) return;
  if (!(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  if (form.dataset.busy === undefined) void send(form, button);
});
