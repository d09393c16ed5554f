/* Selects one can search; those with an address ask the server for their options. */
import "../build/tom-select/tom-select.complete.min.js";

const { TomSelect } = globalThis;

export function startSelects(selects) {
  for (const select of selects) start(select);
}

function start(select) {
  const { url, none, loading, remove, type } = select.dataset;
  const blank = select.querySelector("option[value='']")?.textContent.trim();
  const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  const chooser = new TomSelect(select, {
    plugins: select.multiple
      ? { remove_button: { title: remove } }
      : { dropdown_input: {}, clear_button: { title: remove } },
    allowEmptyOption: false,
    maxOptions: 200,
    placeholder: (!select.multiple && blank) || type,
    hideSelected: select.multiple,
    closeAfterSelect: !select.multiple,
    valueField: "value",
    labelField: "text",
    searchField: ["text"],
    render: {
      no_results: () => line("no-results", none),
      loading: () => line("no-results", loading),
    },
    ...(url ? { preload: "focus", load: (text, done) => fetchOptions(url, text, done) } : {}),
    onInitialize() {
      // The library makes a combobox of its own; it keeps the field's name and description.
      const input = this.control_input;
      input.placeholder = type;
      select.setAttribute("aria-hidden", "true");
      if (label) input.setAttribute("aria-label", label.firstChild.textContent.trim());
      else if (select.ariaLabel) input.setAttribute("aria-label", select.ariaLabel);
      const described = select.getAttribute("aria-describedby");
      if (described) input.setAttribute("aria-describedby", described);
      if (select.getAttribute("aria-invalid")) input.setAttribute("aria-invalid", "true");
    },
  });
  if (url) {
    // The server has decided what fits: nothing is sorted out a second time.
    chooser.hook("instead", "getScoreFunction", () => () => 1);
  }
  return chooser;
}

async function fetchOptions(url, text, done) {
  const address = new URL(url, location.href);
  address.searchParams.set("q", text);
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    const options = answer.ok ? await answer.json() : [];
    done(options.map(({ id, text: words }) => ({ value: String(id), text: words })));
  } catch {
    done(); // offline: nothing found; the next key asks again
  }
}

function line(name, words) {
  const element = document.createElement("div");
  element.className = name;
  element.textContent = words;
  return element;
}
