// The bench's one script: coding by keyboard, cards held ready, and nothing else.
// What a person codes lives here until it is saved; the server says when it is.
"use strict";
(() => {
  const body = document.body;
  const $ = (id) => document.getElementById(id);
  const token = document.querySelector("meta[name=csrf]").content;
  const make = (tag, name, text) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  let fading;
  const toast = (text, bad) => {
    const box = $("toast");
    box.textContent = text;
    box.className = bad ? "bad shown" : "shown";
    clearTimeout(fading);
    fading = setTimeout(() => (box.className = ""), bad ? 8000 : 3500);
  };
  const ask = async (path, sent) => {
    const options = { headers: { accept: "application/json" } };
    if (sent) {
      options.method = "POST";
      options.headers["content-type"] = "application/json";
      options.headers["x-csrf-token"] = token;
      options.body = JSON.stringify(sent);
    }
    const answer = await fetch(path, options);
    const told = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(told.error), { told, status: answer.status });
    return told;
  };

  for (const form of document.querySelectorAll("form#kinds")) {
    form.addEventListener("submit", () => {
      const kinds = [...form.querySelectorAll("input:checked")].map((i) => i.value);
      form.elements.kinds.value = kinds.join(".");
    });
  }
  for (const box of document.querySelectorAll("[data-submits]")) {
    box.addEventListener("change", () => box.form.requestSubmit());
  }
  if (!body.classList.contains("coding") || !$("card")) return;

  // -- what is known ---------------------------------------------------------------
  const queue = body.dataset.queue;
  const resolve = body.dataset.resolve;
  const kinds = body.dataset.kinds.split(".");
  const palette = JSON.parse(body.dataset.palette);
  const statuses = JSON.parse(body.dataset.statuses);
  const times = JSON.parse(body.dataset.times);
  const byCode = new Map(palette.map((c) => [c.code, c]));
  const word = (name) => $("words").getAttribute(`data-${name.replaceAll("_", "-")}`) || name;
  const cards = new Map(); // id -> html
  const order = new Map(); // id -> { before, after }
  const drafts = new Map(); // id -> what is not saved yet
  const voices = ["own", "other", "field"];
  const certainties = ["", "sure", "fairly", "unsure"];
  let at, facts, draft, picked = 0, found = palette, chosen = 0;
  let spans = [], words = []; // all pieces of the statement, and those that are words
  let held = null, cursor = null; // words chosen for a code; the keyboard's place in them

  const clean = () => ({ codings: [], certainty: "", memo: "", none: false });
  const copy = (thing) => JSON.parse(JSON.stringify(thing));
  const same = (one, two) => JSON.stringify(one) === JSON.stringify(two);
  const kept = () => {
    if (!facts.reading) return clean();
    return { ...copy(facts.reading), none: !facts.reading.codings.length };
  };
  const isDraft = () => !same(draft, kept());

  // -- cards -----------------------------------------------------------------------
  const learn = (id, html) => {
    cards.set(id, html);
    const place = html.indexOf("data-facts=");
    if (place < 0) return;
    const box = document.createElement("template");
    box.innerHTML = html;
    const held = JSON.parse(box.content.firstElementChild.dataset.facts);
    order.set(id, { before: held.before, after: held.after });
  };
  let fetching = null;
  const prefetch = async (from) => {
    if (fetching) return fetching;
    const path = `/queue/${queue}/cards?from=${encodeURIComponent(from)}&kinds=${kinds.join(".")}&resolve=${resolve}`;
    fetching = ask(path)
      .then((told) => {
        for (const card of told.cards) if (card.id !== at || !cards.has(at)) learn(card.id, card.html);
      })
      .finally(() => (fetching = null));
    return fetching;
  };
  const keepReady = () => {
    let ahead = at;
    for (let n = 0; n < 6; n += 1) {
      const next = order.get(ahead)?.after;
      if (next === null) return;
      if (!next || !cards.has(next)) {
        prefetch(ahead).catch(() => toast(word("offline"), true));
        return;
      }
      ahead = next;
    }
  };
  const show = (html) => {
    $("card").innerHTML = html;
    const card = $("card").firstElementChild;
    at = card.dataset.id;
    facts = JSON.parse(card.dataset.facts);
    order.set(at, { before: facts.before, after: facts.after });
    draft = drafts.get(at) || kept();
    picked = Math.max(0, draft.codings.length - 1);
    spans = [...card.querySelectorAll(".text span")];
    words = spans.flatMap((box, n) => box.dataset.e ? [{ box, n, from: Number(box.dataset.s), to: Number(box.dataset.e) }] : []);
    held = cursor = null;
    $("extra").hidden = true;
    $("memo").value = draft.memo;
    $("memo-box").hidden = !draft.memo;
    $("find").value = "";
    filter();
    draw();
    history.replaceState(null, "", `?at=${encodeURIComponent(at)}&kinds=${kinds.join(".")}${resolve ? "&resolve=1" : ""}`);
    window.scrollTo({ top: 0 });
    keepReady();
  };
  const open = async (id) => {
    if (!id) return;
    remember();
    if (!cards.has(id)) {
      while (fetching) await fetching.catch(() => {});
      if (!cards.has(id)) await prefetch(id).catch(() => toast(word("offline"), true));
    }
    if (cards.has(id)) show(cards.get(id));
  };
  const remember = () => {
    if (!at) return;
    if (isDraft()) drafts.set(at, draft);
    else drafts.delete(at);
  };

  // -- drawing ---------------------------------------------------------------------
  const span = (time) => {
    if (time.precision === "now") return times[1].label;
    const known = times.find(
      (t) => t.precision === time.precision && t.from === time.from && t.to === time.to,
    );
    if (known) return known.label;
    const one = times.find((t) => t.precision === time.precision && t.precision !== "phase");
    if (one) return one.label;
    return time.from === time.to ? time.from : [time.from, time.to].filter(Boolean).join(" – ");
  };
  const part = (text, key, act) => {
    const button = make("button", "part", text);
    button.type = "button";
    button.title = key;
    button.addEventListener("click", act);
    return button;
  };
  const draw = () => {
    const list = $("codings");
    list.replaceChildren();
    draft.codings.forEach((one, n) => {
      const row = make("li", n === picked ? "picked" : "");
      const name = make("span", "code");
      name.append(make("b", "", one.code), ` ${byCode.get(one.code)?.label || ""}`);
      row.append(name);
      const on = (act) => () => { picked = n; draw(); act(); };
      if (isBarrier(one)) {
        const status = part(one.status ? word(one.status) : word("status_first"), "s", on(pickStatus));
        status.classList.add(one.status ? `s-${one.status}` : "missing");
        row.append(status);
      }
      row.append(part(span(one.time), "p", on(pickTime)));
      row.append(part(word(one.speaks_for), "v", on(nextVoice)));
      row.append(part(one.evidence ? quote(one.evidence) : word("whole"), "m", on(markWords)));
      const drop = part("×", "d", on(dropOne));
      drop.classList.add("drop");
      drop.setAttribute("aria-label", `${word("drop")} ${one.code}`);
      row.append(drop);
      row.addEventListener("click", () => { if (picked !== n) { picked = n; draw(); } });
      list.append(row);
    });
    $("nothing").hidden = draft.codings.length > 0;
    $("nothing").classList.toggle("given", draft.none);
    $("none").setAttribute("aria-pressed", String(draft.none));
    $("certain").textContent = draft.certainty ? word(draft.certainty) : word("certain_none");
    const state = $("state");
    if (isDraft()) {
      state.textContent = word("draft");
      state.className = "draft";
    } else if (facts.saved) {
      state.textContent = `${word("saved")} ${facts.saved.replace("T", " ")}`;
      state.className = "saved";
    } else {
      state.textContent = word("unsaved");
      state.className = "";
    }
    for (const row of $("codes").children) {
      row.classList.toggle("given", draft.codings.some((c) => c.code === row.dataset.code));
    }
    drawWords();
  };
  const isBarrier = (one) => (byCode.get(one.code)?.kind || one.kind || "barrier") === "barrier";

  // -- words that show a code --------------------------------------------------------
  // Whole words only. The server counted their places: this script counts characters
  // otherwise, and never does.
  const spanOf = (first, last) => ({ start: first.from, end: last.to });
  const cover = (span) => {
    // First and last piece of what is marked: a word that is partly in it counts.
    const of = (w) => w.from < span.end && w.to > span.start;
    const [first, last] = [words.find(of), words.findLast(of)];
    return first ? { first: first.n, last: last.n } : { first: 0, last: -1 };
  };
  const quote = (span) => {
    const { first, last } = cover(span);
    const text = spans.slice(first, last + 1).map((s) => s.textContent).join("");
    return `»${text.length > 40 ? `${text.slice(0, 38)} …` : text}«`;
  };
  const paint = (name, some) => {
    const parts = some.filter(Boolean).map(cover);
    spans.forEach((s, n) => s.classList.toggle(name, parts.some((p) => p.first <= n && n <= p.last)));
  };
  const drawWords = () => {
    const code = draft.codings[picked]?.code;
    paint("mine", [held ? null : draft.codings[picked]?.evidence]);
    paint("also", draft.codings.map((c, n) => (n === picked ? null : c.evidence)));
    paint("held", [held]);
    $("marking").hidden = !held;
    if (!held) return;
    $("marking-told").textContent = `${quote(held)} ${word(cursor ? "mark_move" : "mark_mouse")}`;
    $("mark-give").hidden = $("mark-whole").hidden = !code;
    $("mark-give").firstElementChild.textContent = `${word("mark_give")} ${code || ""} `;
  };
  const letGo = () => {
    held = cursor = null;
    window.getSelection().removeAllRanges();
    drawWords();
  };
  const giveWords = () => {
    const one = draft.codings[picked];
    if (!one) return toast(word("mark_first"));
    one.evidence = held;
    letGo();
    draw();
  };
  const wholeStatement = () => {
    if (draft.codings[picked]) draft.codings[picked].evidence = null;
    letGo();
    draw();
  };
  const markWords = () => {
    if (held) return giveWords();
    if (!words.length) return;
    const one = draft.codings[picked];
    const hint = (facts.suggestion || []).find((s) => s.code === one?.code && s.evidence);
    const from = one?.evidence || hint?.evidence;
    const { first, last } = from ? cover(from) : { first: 0, last: -1 };
    const inside = words.flatMap((w, n) => (first <= w.n && w.n <= last ? [n] : []));
    cursor = { anchor: inside[0] ?? 0, at: inside.at(-1) ?? 0 };
    moveTo(cursor.at, true);
    words[0].box.closest(".text").focus({ preventScroll: true });
  };
  const moveTo = (n, extend) => {
    cursor.at = Math.max(0, Math.min(words.length - 1, n));
    if (!extend) cursor.anchor = cursor.at;
    const [a, b] = [cursor.anchor, cursor.at].sort((x, y) => x - y);
    held = spanOf(words[a], words[b]);
    drawWords();
    words[cursor.at].box.scrollIntoView({ block: "nearest" });
  };
  const line = (way) => {
    const here = words[cursor.at].box.getBoundingClientRect();
    const far = (w) => {
      const box = w.box.getBoundingClientRect();
      const down = (box.top - here.top) * way;
      return down > 2 ? down * 1000 + Math.abs(box.left - here.left) : Infinity;
    };
    const best = words.reduce((a, b) => (far(b) < far(a) ? b : a));
    return far(best) === Infinity ? cursor.at : words.indexOf(best);
  };
  const markKey = (event) => {
    const steps = {
      ArrowRight: () => cursor.at + 1, ArrowLeft: () => cursor.at - 1, Home: () => 0,
      End: () => words.length - 1, ArrowDown: () => line(1), ArrowUp: () => line(-1),
    };
    if (steps[event.key]) moveTo(steps[event.key](), event.shiftKey);
    else if (event.key === "Enter" || event.key === "m") {
      if (draft.codings[picked]) giveWords();
      else { cursor = null; drawWords(); }
    } else if (event.key === "Escape") letGo();
    else if (event.key === "Delete" || event.key === "Backspace") wholeStatement();
    else return false;
    return true;
  };
  document.addEventListener("selectionchange", () => {
    const chosen = window.getSelection();
    if (chosen.isCollapsed || !chosen.rangeCount || !spans.length) return;
    const range = chosen.getRangeAt(0);
    if (!spans[0].closest(".text").contains(range.commonAncestorContainer)) return;
    const mine = words.filter((w) => range.intersectsNode(w.box) && touched(range, w.box));
    if (!mine.length) return;
    held = spanOf(mine[0], mine[mine.length - 1]);
    cursor = null;
    drawWords();
  });
  const touched = (range, piece) => {
    // A word at which the selection only ends or begins is not in it.
    const box = document.createRange();
    box.selectNodeContents(piece);
    return range.compareBoundaryPoints(Range.END_TO_START, box) < 0 && range.compareBoundaryPoints(Range.START_TO_END, box) > 0;
  };

  // -- codes -----------------------------------------------------------------------
  const filter = () => {
    const wanted = $("find").value.trim().toLowerCase();
    const fits = (c) => c.code.toLowerCase().startsWith(wanted) ? 0
      : c.label.toLowerCase().startsWith(wanted) ? 1
      : `${c.code} ${c.label} ${c.definition}`.toLowerCase().includes(wanted) ? 2 : 3;
    found = wanted
      ? palette.map((c) => [fits(c), c]).filter(([f]) => f < 3).sort((a, b) => a[0] - b[0]).map(([, c]) => c)
      : palette;
    chosen = 0;
    const list = $("codes");
    list.replaceChildren();
    found.forEach((c, n) => {
      const row = make("li", "");
      row.id = `code-${n}`;
      row.dataset.code = c.code;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(Boolean(wanted) && n === chosen));
      row.title = c.definition;
      row.append(make("kbd", c.key ? "" : "empty", c.key), make("b", "", c.code), make("span", "", c.label));
      row.addEventListener("click", () => give(c.code));
      list.append(row);
    });
  };
  const give = (code) => {
    const there = draft.codings.findIndex((c) => c.code === code);
    if (there >= 0) {
      picked = there;
      if (held) return giveWords();
      if (isBarrier(draft.codings[there])) { draw(); return pickStatus(); }
      return dropOne();
    }
    draft.none = false;
    const hint = (facts.suggestion || []).find((s) => s.code === code);
    draft.codings.push({
      code, status: "", speaks_for: hint ? hint.speaks_for : "own",
      time: hint ? copy(hint.time) : { from: null, to: null, precision: "unspecified" },
      evidence: held,
    });
    letGo();
    picked = draft.codings.length - 1;
    $("find").value = "";
    filter();
    draw();
    $("find").blur();
    if (isBarrier(draft.codings[picked])) pickStatus();
  };
  const again = () => {
    const one = draft.codings[picked];
    if (!one) return;
    draft.codings.push({ ...copy(one), status: "", evidence: held });
    letGo();
    picked = draft.codings.length - 1;
    draw();
    pickStatus();
  };
  const dropOne = () => {
    draft.codings.splice(picked, 1);
    picked = Math.max(0, Math.min(picked, draft.codings.length - 1));
    draw();
  };
  const nextVoice = () => {
    const one = draft.codings[picked];
    if (!one) return;
    one.speaks_for = voices[(voices.indexOf(one.speaks_for) + 1) % voices.length];
    draw();
  };
  const nextCertainty = () => {
    const n = certainties.indexOf(draft.certainty);
    draft.certainty = certainties[(n + 1) % certainties.length];
    draw();
  };
  const sayNone = () => {
    letGo();
    draft.none = true;
    draft.codings = [];
    save();
  };

  // -- choosing from a list ---------------------------------------------------------
  let choices = [], choose = null, mark = 0;
  const redraw = () => {
    [...$("choices").children].forEach((row, n) => row.setAttribute("aria-selected", String(n === mark)));
    $("choices").setAttribute("aria-activedescendant", `choice-${mark}`);
    $("choices").children[mark]?.scrollIntoView({ block: "nearest" });
  };
  const pick = (title, rows, now, then, free) => {
    choices = rows;
    choose = then;
    mark = Math.max(0, now);
    $("pick-title").textContent = title;
    $("choices").replaceChildren(
      ...rows.map((row, n) => {
        const item = make("li");
        item.id = `choice-${n}`;
        item.setAttribute("role", "option");
        item.append(make("kbd", n < 9 ? "" : "empty", n < 9 ? String(n + 1) : ""), make("b", row.name || "", row.label), make("span", "", row.help || ""));
        item.addEventListener("click", () => take(n));
        return item;
      }),
    );
    $("pick-free").hidden = !free;
    $("pick-text").value = "";
    redraw();
    $("pick").showModal();
    $("choices").focus();
  };
  const take = (n) => {
    if (!choices[n]) return;
    $("pick").close();
    choose(choices[n]);
    draw();
  };
  const pickStatus = () => {
    const one = draft.codings[picked];
    if (!one || !isBarrier(one)) return;
    const hint = (facts.suggestion || []).find((s) => s.code === one.code);
    const rows = statuses.map((s) => ({ value: s, label: word(s), name: `s-${s}`, help: word(`help-${s}`) }));
    const now = statuses.indexOf(one.status || (hint && hint.status) || "");
    pick(`${one.code} – ${word("status")}`, rows, now, (row) => (one.status = row.value));
  };
  const pickTime = () => {
    const one = draft.codings[picked];
    if (!one) return;
    const rows = times.map((t) => ({ value: t, label: t.label, help: t.days }));
    const now = times.findIndex((t) => t.label === span(one.time));
    pick(`${one.code} – ${word("time")}`, rows, now, (row) => {
      const t = row.value;
      one.time = { from: t.from, to: t.to, precision: t.precision };
      if (t.precision === "now") [one.time.from, one.time.to] = facts.now;
    }, true);
  };
  $("pick").addEventListener("keydown", (event) => {
    // The list may hold the focus for a moment after it closed; and what closes it must
    // not be taken for a key of the page behind it.
    if (!$("pick").open) return;
    event.stopPropagation();
    if (event.target === $("pick-text")) {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const text = $("pick-text").value.trim();
      const one = draft.codings[picked];
      const whole = /^(\d{4}-\d\d-\d\d)(?:\s*(?:\.\.|–|til)\s*(\d{4}-\d\d-\d\d))?$/.exec(text);
      const month = /^(\d{4})-(\d\d)$/.exec(text);
      if (whole) one.time = { from: whole[1], to: whole[2] || whole[1], precision: whole[2] ? "phase" : "day" };
      else if (month) {
        const last = new Date(Date.UTC(Number(month[1]), Number(month[2]), 0)).getUTCDate();
        one.time = { from: `${text}-01`, to: `${text}-${last}`, precision: "month" };
      } else return;
      $("pick").close();
      draw();
      return;
    }
    const digit = Number(event.key);
    if (digit >= 1 && digit <= 9) take(digit - 1);
    else if (event.key === "Enter" || event.key === " ") take(mark);
    else if (event.key === "ArrowDown" || event.key === "j") mark = Math.min(mark + 1, choices.length - 1);
    else if (event.key === "ArrowUp" || event.key === "k") mark = Math.max(mark - 1, 0);
    else return;
    event.preventDefault();
    redraw();
  });

  // -- saving and undoing -----------------------------------------------------------
  let busy = false;
  const save = async () => {
    if (busy) return;
    if (!draft.codings.length && !draft.none) return toast(word("unsaved"), true);
    const missing = draft.codings.findIndex((c) => isBarrier(c) && !c.status);
    if (missing >= 0) {
      picked = missing;
      draw();
      return pickStatus();
    }
    const mine = at;
    busy = true;
    $("state").textContent = word("saving");
    try {
      const given = { codings: draft.codings, certainty: draft.certainty, memo: draft.memo };
      const told = await ask(`/queue/${queue}/${encodeURIComponent(mine)}`, { ...given, kinds, base: facts.base, resolve });
      drafts.delete(mine);
      cards.delete(mine);
      facts = { ...facts, base: told.base, saved: told.saved, reading: copy(given) };
      draft = kept();
      draw();
      $("done").value = told.done;
      $("done-n").textContent = String(told.done);
      toast(`${word("saved")} ${told.saved.slice(11)}`);
      if (told.next && told.next !== mine) await open(told.next);
      else if (!told.next) toast(word("end"));
    } catch (error) {
      draw();
      if (error.status === 409) cards.delete(mine);
      toast(error.told ? `${error.told.error}. ${error.told.remedy || ""}` : word("offline"), true);
    } finally {
      busy = false;
    }
  };
  const undo = async () => {
    if (isDraft()) {
      draft = kept();
      drafts.delete(at);
      $("memo").value = draft.memo;
      picked = Math.max(0, draft.codings.length - 1);
      return draw();
    }
    try {
      const told = await ask("/undo", {});
      toast(told.told);
      if (!told.statement) return;
      cards.delete(told.statement);
      if (told.statement === at) draft = kept();
      await prefetch(told.statement);
      if (cards.has(told.statement)) show(cards.get(told.statement));
      else toast(word("elsewhere"));
    } catch (error) {
      toast(error.told ? error.told.error : word("offline"), true);
    }
  };

  // -- the rest ---------------------------------------------------------------------
  const look = async (what) => {
    const box = $("extra");
    if (!box.hidden && box.dataset.what === what) return (box.hidden = true);
    const answer = await fetch(`/queue/${queue}/${encodeURIComponent(at)}/${what}`);
    if (!answer.ok) return toast(word("offline"), true);
    box.innerHTML = await answer.text();
    box.dataset.what = what;
    box.hidden = false;
    box.scrollIntoView({ block: "nearest" });
  };
  const accept = () => {
    const mine = (facts.suggestion || []).filter((s) => kinds.includes(s.kind));
    if (!mine.length) return toast(word("not_blind"), true);
    draft.codings = mine.map(({ kind, ...one }) => copy(one));
    draft.none = false;
    picked = 0;
    letGo();
    draw();
  };
  const step = (way) => {
    const next = facts[way];
    if (next) open(next);
    else toast(word(way === "after" ? "end" : "start"));
  };
  const memo = () => {
    $("memo-box").hidden = false;
    $("memo").focus();
  };
  const keys = {
    j: () => step("after"), k: () => step("before"), s: pickStatus, p: pickTime,
    v: nextVoice, x: nextCertainty, n: memo, u: undo, d: dropOne, "+": again, 0: sayNone,
    m: markWords, Escape: letGo,
    Enter: save, c: () => $("find").focus(), "/": () => $("find").focus(),
    o: () => look("around"), w: () => look("why"), a: accept, "?": () => $("help").showModal(),
    ArrowDown: () => { picked = Math.min(picked + 1, Math.max(0, draft.codings.length - 1)); draw(); },
    ArrowUp: () => { picked = Math.max(0, picked - 1); draw(); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const field = event.target.closest("input, textarea, select");
    if (field) return;
    if (event.key === "Enter" && event.target.closest("button, a, summary")) return;
    if (cursor && markKey(event)) return event.preventDefault();
    const digit = /^[1-9]$/.test(event.key) && palette.find((c) => c.key === event.key);
    const act = digit ? () => give(digit.code) : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  $("find").addEventListener("input", filter);
  $("find").addEventListener("keydown", (event) => {
    if (event.key === "Escape") { $("find").value = ""; filter(); $("find").blur(); }
    else if (event.key === "Enter") { event.preventDefault(); if (found[chosen]) give(found[chosen].code); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const way = event.key === "ArrowDown" ? 1 : -1;
      chosen = Math.max(0, Math.min(found.length - 1, chosen + way));
      [...$("codes").children].forEach((row, n) => row.setAttribute("aria-selected", String(n === chosen)));
      $("find").setAttribute("aria-activedescendant", `code-${chosen}`);
      $("codes").children[chosen]?.scrollIntoView({ block: "nearest" });
    }
  });
  $("memo").addEventListener("input", () => { draft.memo = $("memo").value; draw(); });
  $("memo").addEventListener("keydown", (event) => {
    if (event.key === "Escape" || (event.key === "Enter" && !event.shiftKey)) {
      event.preventDefault();
      $("memo").blur();
      if (!draft.memo) $("memo-box").hidden = true;
    }
  });
  for (const button of document.querySelectorAll("dialog .close")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  $("save").addEventListener("click", () => { $("save").blur(); save(); });
  $("none").addEventListener("click", () => { $("none").blur(); sayNone(); });
  $("certain").addEventListener("click", nextCertainty);
  $("mark-give").addEventListener("click", giveWords);
  $("mark-whole").addEventListener("click", wholeStatement);
  window.addEventListener("beforeunload", (event) => {
    remember();
    if (drafts.size) event.preventDefault();
  });

  const first = $("card").firstElementChild;
  learn(first.dataset.id, $("card").innerHTML);
  show($("card").innerHTML);
})();
