// Gives each figure a link to its drawing: the image holds it already, and a second copy would double the page. Nothing is fetched.
document.querySelectorAll("figure.gouji").forEach(function (figure) {
  "use strict";
  var place = figure.querySelector(".files"), image = figure.querySelector("img"), title = figure.querySelector("strong");
  if (!place || !image) { return; }
  var link = document.createElement("a");
  link.href = image.src;
  link.download = title.textContent + ".svg";
  link.textContent = "SVG";
  place.append(" · ", link);
});
