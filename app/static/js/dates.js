/* Dates and times, chosen or typed, in the form the server reads. */
import "../build/flatpickr/flatpickr.min.js";
import "../build/flatpickr/zh.js";

const { flatpickr } = globalThis;
const locale = {
  ...flatpickr.l10ns.zh,
  firstDayOfWeek: 1,
  // What its Chinese leaves in English, for screen readers.
  yearAriaLabel: "年",
  monthAriaLabel: "月",
  hourAriaLabel: "时",
  minuteAriaLabel: "分",
};

export function startDates(inputs) {
  for (const input of inputs) {
    const time = input.dataset.picker === "datetime";
    const picker = flatpickr(input, {
      locale,
      dateFormat: time ? "Y-m-d H:i" : "Y-m-d",
      enableTime: time,
      time_24hr: true,
      minuteIncrement: 5,
      allowInput: true,
      // Else a phone would send its own form of a date.
      disableMobile: true,
      // Below the field, and inside whatever holds it (a menu, a dialog); the library's other
      // way of placing it adds a style element, which the content policy refuses.
      static: true,
      monthSelectorType: "static",
      ariaDateFormat: "Y-n-j",
      onOpen: (_dates, _text, opened) => {
        opened.calendarContainer.scrollIntoView({ block: "nearest" });
      },
    });
    input.addEventListener("keydown", (event) => onKey(event, picker));
  }
}

/* The library listens to keys in its calendar only: from the field, Escape closes it and the
   arrow leads into it. */
function onKey(event, picker) {
  if (event.key === "Escape" && picker.isOpen) {
    event.stopPropagation(); // closes the calendar, not what holds it
    picker.close();
  } else if (event.key === "ArrowDown") {
    event.preventDefault();
    picker.open();
    (picker.selectedDateElem ?? picker.todayDateElem ?? picker.days.firstElementChild)?.focus();
  }
}
