// The panel on a local page: calls go to the server that sent it, with the token of the address.
import { mount } from "./panel.js";

const token = new URLSearchParams(location.hash.slice(1)).get("token") || "";

async function call(name, args) {
  const answer = await fetch("api", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Gouji-Token": token },
    body: JSON.stringify({ name, arguments: args }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

mount(document.getElementById("panel"), call);
