/* Dates and times, chosen or typed, in the form the server reads. */
import "../build/flatpickr/flatpickr.min.js";
import "../build/flatpickr/zh.js";

const { flatpickr } = globalThis;

export function startDates(inputs) {
  for (const input of inputs) {
    const time = input.dataset.picker === "datetime";
    flatpickr(input, {
      locale: "zh",
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
    });
  }
}
