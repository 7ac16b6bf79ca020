// The field to write in: text that grows with its lines, images by button, paste or drop, Enter to send.
import { ImageTray } from "./images.js";

const $ = (id) => document.getElementById(id);
const tallestFieldPixels = 220;

export class Composer {
  /// `onSend(text, images)` is called with the trimmed text and the ImageTray; at least one of them holds something.
  constructor({ onSend, onStop, onProblem }) {
    this.onSend = onSend;
    this.onProblem = onProblem;
    this.field = $("message");
    this.images = new ImageTray($("attachments"), onProblem);
    this.canSend = false;
    $("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    $("stop").addEventListener("click", () => {
      onStop();
      this.field.focus();
    });
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.field.addEventListener("input", () => this.update());
    this.listenForImages();
    this.update();
  }

  listenForImages() {
    $("attach").addEventListener("click", () => $("files").click());
    $("files").addEventListener("change", () => {
      this.addImages($("files").files);
      $("files").value = "";
    });
    $("attachments").addEventListener("click", () => this.update());
    this.field.addEventListener("paste", (event) => {
      if (event.clipboardData?.files.length > 0) {
        event.preventDefault();
        this.addImages(event.clipboardData.files);
      }
    });
    addEventListener("dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files"))
        event.preventDefault();
    });
    addEventListener("drop", (event) => {
      if (event.dataTransfer?.files.length > 0) {
        event.preventDefault();
        this.addImages(event.dataTransfer.files);
      }
    });
  }

  addImages(files) {
    this.onProblem("");
    this.images.add(files);
    this.update();
  }

  onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing)
      return;
    event.preventDefault();
    this.send();
  }

  send() {
    const text = this.field.value.trim();
    if (this.canSend && (text || !this.images.isEmpty))
      this.onSend(text, this.images);
  }

  focus() {
    this.field.focus();
  }

  clear() {
    this.field.value = "";
    this.images.clear();
    this.update();
  }

  /// Puts a text back that could not be sent, unless the user has begun another one.
  restore(text) {
    this.field.value ||= text;
    this.update();
  }

  /// `isRunning`: there is something to stop.
  setState({ canSend, isRunning }) {
    this.canSend = canSend;
    $("stop").hidden = !isRunning;
    $("stop").disabled = !canSend;
    this.update();
  }

  update() {
    $("send").disabled = !this.canSend || (!this.field.value.trim() && this.images.isEmpty);
    if (this.field.value === this.measured)
      return;
    this.measured = this.field.value;
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, tallestFieldPixels)}px`;
  }
}
