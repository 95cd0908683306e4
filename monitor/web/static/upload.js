// The upload page works without this script (a file field takes dragged files, a box takes pasted words). The script
// lets the whole page take what is dropped, and adds pictures and formatted pieces of pages from the clipboard as files.
"use strict";
(() => {
  const form = document.getElementById("upload");
  if (!form) return;
  const field = form.querySelector("input[type=file]");
  const chosen = document.getElementById("chosen");
  document.getElementById("text-help").hidden = false;

  const show = () => {
    const names = [...field.files].map((file) => `${file.name} (${file.size.toLocaleString()})`);
    chosen.hidden = names.length === 0;
    chosen.textContent = `${chosen.dataset.title}: ${names.join("; ")}`;
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
  document.addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    add(event.dataTransfer.files);
  });

  document.addEventListener("paste", (event) => {
    const typed = event.target.closest("textarea, input:not([type=file])");
    if (event.clipboardData.files.length) {
      event.preventDefault();
      add(event.clipboardData.files);
    } else if (!typed) {
      const html = event.clipboardData.getData("text/html");
      const words = event.clipboardData.getData("text/plain");
      if (html) add([new File([html], "pasted.html", { type: "text/html" })]);
      else if (words) form.querySelector("textarea").value += words;
    }
  });
})();
