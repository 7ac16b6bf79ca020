// Images the user adds to a message. A request to the gateway is one frame of limited size, so a picture that is too
// large is drawn again, smaller, until it fits.
import { create } from "./view.js";

const acceptedTypes = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const mostImages = 4;
const edgePixels = [2000, 1568, 1200, 900, 640, 400];

function dataUrlOf(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

/// The picture as a JPEG whose longer edge has at most `edge` pixels.
async function redraw(bitmap, edge) {
  const scale = Math.min(1, edge / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
}

async function fit(file, mostBytes) {
  if (file.size <= mostBytes)
    return file;
  const bitmap = await createImageBitmap(file);
  for (const edge of edgePixels) {
    const blob = await redraw(bitmap, edge);
    if (blob && blob.size <= mostBytes)
      return blob;
  }
  throw new Error(`${file.name || "The image"} is too large.`);
}

export class ImageTray {
  /// Shows the chosen images in the list `node`; `onProblem(text)` tells what could not be taken.
  constructor(node, onProblem) {
    this.node = node;
    this.onProblem = onProblem;
    this.files = [];
  }

  get isEmpty() {
    return this.files.length === 0;
  }

  add(files) {
    for (const file of files) {
      if (!acceptedTypes.has(file.type))
        this.onProblem("Only PNG, JPEG, GIF and WebP images can be attached.");
      else if (this.files.length >= mostImages)
        this.onProblem(`At most ${mostImages} images fit in one message.`);
      else
        this.files.push(file);
    }
    this.render();
  }

  clear() {
    this.files = [];
    this.render();
  }

  /// The images as attachments of `chat.send` that together take at most `budget` bytes, and as addresses to show.
  async encode(budget) {
    const attachments = [];
    const sources = [];
    const share = Math.floor((budget / this.files.length) * 0.73);
    for (const file of this.files) {
      const blob = await fit(file, share);
      const source = await dataUrlOf(blob);
      sources.push(source);
      attachments.push({ type: "image", mimeType: blob.type, fileName: file.name || "image", content: source.slice(source.indexOf(",") + 1) });
    }
    return { attachments, sources };
  }

  render() {
    for (const image of this.node.querySelectorAll("img"))
      URL.revokeObjectURL(image.src);
    this.node.replaceChildren(...this.files.map((file) => this.renderFile(file)));
    this.node.hidden = this.isEmpty;
  }

  renderFile(file) {
    const image = create("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name || "Image";
    const remove = create("button", "remove", "×");
    remove.type = "button";
    remove.setAttribute("aria-label", `Remove ${image.alt}`);
    remove.addEventListener("click", () => {
      this.files = this.files.filter((other) => other !== file);
      this.render();
    });
    return create("li", "", image, remove);
  }
}
