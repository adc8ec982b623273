// Sets every formula of the page. The TeX is the element's text.
for (const formula of document.querySelectorAll(".math"))
  katex.render(formula.textContent, formula, {
    displayMode: formula.classList.contains("display"),
    throwOnError: false,
  });
