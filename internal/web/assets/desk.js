"use strict";
/* Keys and drafts for the desk, which works without them: this presses the page's buttons and fills its fields.
   review   [data-review], [data-proposal data-mark="ID …"] (class done), [data-key=a|e|r|s|x|u] in it, select[data-types] for
            1-9; [data-source], in it [data-start=N], a block that begins at rune N and is the text letter for letter but
            for [data-skip]; details[data-add] with its form and [data-exact]; dialog[data-help]
   entry    form[data-draft=URL], posted while one types; [data-saved data-word-saving|saved|failed]; [data-rows] of
            [data-row=N]; template[data-row-template], __ is the number; [data-add-row]; button[name=remove]; an
            option[data-slots=SET] puts template[data-slots=SET] into [data-slots-here]; [data-finish] for Ctrl+Enter
   passkey  form[hidden][data-passkey=make|use data-options=JSON], with field answer and [data-failed]
   suggest  input[data-suggest=URL data-into=ID]: the HTML of URL?q=... goes into ID */
document.documentElement.classList.add("js");
const one = (q, from = document) => from.querySelector(q);
const all = (q, from = document) => [...from.querySelectorAll(q)];
const later = (wait, f) => { let t; return (...a) => { clearTimeout(t); t = setTimeout(f, wait, ...a); }; };

const proposals = all("[data-proposal]");
let at = -1;

function go(i, quietly) {
  if (!proposals[i]) return;
  proposals.forEach((p, j) => {
    const on = i === j, marks = p.dataset.mark.split(" ").map(id => document.getElementById(id));
    for (const shown of [p, ...marks]) shown?.classList.toggle("on", on);
    if (!on || quietly) return;
    p.tabIndex = -1;
    p.focus({ preventScroll: true });
    for (const shown of [p, marks[0]]) shown?.scrollIntoView({ block: "nearest" });
  });
  at = i;
}

function press(key) {
  const p = proposals[at], b = p && one(`[data-key=${key}]`, p) || key === "u" && one("[data-key=u]");
  if (b) b.click();
  else if (key === "e" && p) one("input:not([type=hidden]),select,textarea", p)?.focus();
}

function choose(n) {
  const list = one("select[data-types]:focus") || one(".on select[data-types]");
  if (list?.options[n - 1]) list.selectedIndex = n - 1;
}

const runes = s => [...s].length;

function textOf(range) {
  const part = range.cloneContents();
  for (const s of all("[data-skip]", part)) s.remove();
  return part.textContent;
}

function runeAt(node, n) {
  const block = (node.closest ? node : node.parentElement).closest("[data-source] [data-start]"), r = new Range();
  if (!block) return NaN;
  r.setStart(block, 0);
  r.setEnd(node, n);
  return +block.dataset.start + runes(textOf(r));
}

function addMarked() {
  const add = one("details[data-add]"), sel = getSelection();
  if (!add) return;
  add.open = true;
  if (!sel.isCollapsed) {
    const r = sel.getRangeAt(0), words = textOf(r);
    const start = runeAt(r.startContainer, r.startOffset) + runes(words) - runes(words.trimStart());
    const end = runeAt(r.endContainer, r.endOffset) - runes(words) + runes(words.trimEnd());
    if (end > start) {
      one("[name=start]", add).value = start;
      one("[name=end]", add).value = end;
      one("[data-exact]", add).textContent = words.trim();
    }
  }
  one("select", add).focus();
}

function onKey(e) {
  const k = e.key, field = e.target.closest("input:not([type=checkbox],[type=radio]),textarea,select");
  if (e.ctrlKey || e.metaKey || e.altKey || one("dialog[open]")) return;
  if (k >= "1" && k <= "9" && (!field || field.matches("[data-types]"))) choose(+k);
  else if (field && k === "Escape") field.blur();
  else if (k === "Enter" && field?.matches("[data-add] select")) field.form.requestSubmit();
  else if (field) return;
  else if (k === "j") go(at + 1);
  else if (k === "k") go(at - 1);
  else if (k === "n") addMarked();
  else if (k === "?") one("dialog[data-help]")?.showModal();
  else if ("aersxu".includes(k)) press(k);
  else return;
  e.preventDefault();
}

if (one("[data-review]")) {
  document.addEventListener("keydown", onKey);
  const chosen = proposals.findIndex(p => "#" + p.id === location.hash);
  go(chosen < 0 ? proposals.findIndex(p => !p.matches(".done")) : chosen, chosen < 0);
  proposals.forEach((p, i) => p.addEventListener("focusin", () => i !== at && go(i, true)));
}

for (const form of all("form[data-draft]")) {
  const line = one("[data-saved]", form), say = word => { line.textContent = line.dataset["word" + word]; };
  let changed = false, sending = false;
  async function save(keepalive) {
    if (!changed || sending) return;
    changed = false;
    sending = true;
    say("Saving");
    const body = new URLSearchParams(new FormData(form));
    const kept = await fetch(form.dataset.draft, { method: "POST", body, redirect: "error", keepalive }).then(a => a.ok, () => false);
    sending = false;
    say(kept ? "Saved" : "Failed");
    if (kept && changed) soon();
    changed ||= !kept;
  }
  const soon = later(700, save);
  form.addEventListener("input", () => { changed = true; soon(); });
  form.addEventListener("submit", () => { changed = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });

  const rows = one("[data-rows]", form), template = one("template[data-row-template]", form);
  if (!rows) continue;
  let next = all("[data-row]", rows).length;
  const focusRow = row => one("select,input,textarea", row).focus();
  const addRow = () => {
    rows.insertAdjacentHTML("beforeend", template.innerHTML.replaceAll("__", next++));
    focusRow(rows.lastElementChild);
  };
  form.addEventListener("click", e => {
    const remove = e.target.closest("button[name=remove]");
    if (e.target.closest("[data-add-row]")) { e.preventDefault(); addRow(); }
    else if (remove && all("[data-row]", rows).length > 1) {
      e.preventDefault();
      remove.closest("[data-row]").remove();
      focusRow(rows.lastElementChild);
      form.dispatchEvent(new Event("input"));
    }
  });
  rows.addEventListener("change", e => {
    const set = e.target.selectedOptions?.[0]?.dataset.slots;
    if (set === undefined) return;
    const row = e.target.closest("[data-row]"), here = one("[data-slots-here]", row), typed = all("input,select", here).filter(f => f.value);
    here.innerHTML = (one(`template[data-slots="${set}"]`, form)?.innerHTML || "").replaceAll("__", row.dataset.row);
    for (const f of typed) {
      const same = one(`[name="${f.name}"]`, here);
      if (same) same.value = f.value; else here.append(f.parentElement);
    }
  });
  form.addEventListener("keydown", e => {
    if (e.key !== "Enter" || !e.ctrlKey) return;
    e.preventDefault();
    one("[data-finish]", form).click();
  });
  rows.addEventListener("keydown", e => {
    if (e.key !== "Enter" || e.ctrlKey || e.isComposing || e.target.closest("button,textarea,summary")) return;
    e.preventDefault();
    const below = e.target.closest("[data-row]").nextElementSibling;
    if (below) focusRow(below); else addRow();
  });
}

for (const input of all("input[data-suggest]")) {
  input.addEventListener("input", later(250, async () => {
    const asked = input.value, answer = await fetch(input.dataset.suggest + "?q=" + encodeURIComponent(asked));
    if (answer.ok && !answer.redirected && asked === input.value) document.getElementById(input.dataset.into).innerHTML = await answer.text();
  }));
}

const key = window.PublicKeyCredential;
for (const form of all("form[data-passkey]")) {
  if (!key?.parseCreationOptionsFromJSON) break;
  const { answer } = form.elements, make = form.dataset.passkey === "make";
  form.hidden = false;
  form.addEventListener("submit", async e => {
    e.preventDefault();
    const asked = JSON.parse(form.dataset.options), failed = one("[data-failed]", form);
    failed.hidden = true;
    try {
      answer.value = JSON.stringify(make ? await navigator.credentials.create({ publicKey: key.parseCreationOptionsFromJSON(asked) })
        : await navigator.credentials.get({ publicKey: key.parseRequestOptionsFromJSON(asked) }));
      form.submit();
    } catch { failed.hidden = false; }
  });
}
