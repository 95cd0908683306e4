// The upload page works without this script (a file field takes dragged files, a box takes pasted words). The script
// lets the whole page take what is dropped, and adds pictures and formatted pieces of pages from the clipboard as files.
"use strict";
(() => {
  const form = document.getElementById("upload");
  if (!form) return;
  const field = form.querySelector("input[type=file]");
  const chosen = document.getElementById("chosen");
  const unread = document.getElementById("unread");
  document.getElementById("text-help").hidden = false;

  const show = () => {
    const names = [...field.files].map((file) => `${file.name} (${file.size.toLocaleString()})`);
    chosen.hidden = names.length === 0;
    chosen.replaceChildren(`${chosen.dataset.title}:`, ...names.map(piece));
  };
  const piece = (name, number) => {
    const shown = document.createElement("span");
    const back = document.createElement("button");
    back.type = "button";
    back.textContent = chosen.dataset.remove;
    back.setAttribute("aria-label", `${chosen.dataset.remove}: ${name}`);
    back.addEventListener("click", () => {
      const left = new DataTransfer();
      [...field.files].forEach((file, at) => at !== number && left.items.add(file));
      field.files = left.files;
      show();
      field.focus();
    });
    shown.className = "piece";
    shown.append(name, " ", back);
    return shown;
  };
  const add = (files) => {
    const all = new DataTransfer();
    for (const file of [...field.files, ...files]) all.items.add(file);
    field.files = all.files;
    show();
  };
  field.addEventListener("change", show);

  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("over");
  });
  document.addEventListener("dragleave", () => form.classList.remove("over"));
  const filesOf = async (entry) => {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      const place = entry.fullPath.slice(1);  // the folder field sends this as the name, too
      return [place === file.name ? file : new File([file], place, { type: file.type, lastModified: file.lastModified })];
    }
    const [reader, all] = [entry.createReader(), []];
    for (;;) {  // a reader gives a hundred at a time
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!some.length) return all;
      for (const one of some) all.push(...await filesOf(one));
    }
  };
  // A folder is no file that can be sent: the browser ends the whole upload on an error page of its own.
  const addRead = async (entries) => {
    const send = form.querySelector("button[type=submit]");
    send.disabled = true;
    unread.hidden = true;
    for (const entry of entries) {
      try {
        add(await filesOf(entry));
      } catch {
        unread.textContent = `${unread.dataset.says} ${entry.name}`;
        unread.hidden = false;
      }
    }
    send.disabled = false;
  };
  document.addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (entries.some((entry) => entry.isDirectory)) addRead(entries);
    else add(event.dataTransfer.files);
  });

  document.addEventListener("paste", (event) => {
    const typed = event.target.closest("textarea, input:not([type=file])");
    const box = form.querySelector("textarea");
    if (event.clipboardData.files.length && (!typed || typed === box)) {
      event.preventDefault();
      add(event.clipboardData.files);
      const words = event.clipboardData.getData("text/plain");
      const html = typed ? "" : event.clipboardData.getData("text/html");
      if (html) add([new File([html], "pasted.html", { type: "text/html" })]);
      else if (words) box.setRangeText(words, box.selectionStart, box.selectionEnd, "end");
    } else if (!typed) {
      const html = event.clipboardData.getData("text/html");
      const words = event.clipboardData.getData("text/plain");
      if (html) add([new File([html], "pasted.html", { type: "text/html" })]);
      else if (words) box.value += words;
    }
  });
})();
