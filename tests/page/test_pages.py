"""The book as a whole: the way through it, by mouse and by keyboard, in whatever way it is read."""
from browser import PageTest, sources

accessibility = (sources / "accessibility.js").read_text()


class Pages(PageTest):
    def test_the_book_leads_from_the_first_chapter_to_the_last_and_back(self):
        self.open("index.html")
        chapters = [a.get_attribute("href") for a in self.all(".chapters h3 a")]
        self.assertGreater(len(chapters), 5)
        self.browser.get(chapters[0])
        for address in chapters[1:]:
            self.find("a[rel=next]").click()
            self.assertEqual(self.browser.current_url, address)
        for address in reversed(chapters[:-1]):
            self.find("a[rel=prev]").click()
            self.assertEqual(self.browser.current_url, address)

    def test_a_lesson_has_its_mathematics(self):
        self.open("03-gradient-descent/index.html")
        tex = self.browser.execute_script(
            "return [...document.querySelectorAll('.math annotation')].map((a) => a.textContent)")
        self.assertIn("x - r \\cdot 2x = (1 - 2r) x", tex)
        display = self.find(".math.display .katex-html")
        self.assertGreater(display.size["width"], 100)
        self.assertNotIn("$", self.text("main p"))
        self.open("index.html")
        self.assertNotIn("$", self.text("main"))

    def test_the_first_tab_skips_to_the_content(self):
        self.open("index.html")
        self.press("\ue004")  # tab
        self.assertEqual(self.browser.switch_to.active_element.get_property("textContent"),
                         "Skip to the content")

    def test_whatever_has_the_focus_shows_it(self):
        for page in ("index.html", "06-computation-graphs/value-used-twice.html",
                     "12-visualize-gradient-descent/descent.html", "14-debug-training/sick.html"):
            self.open(page)
            for _ in range(25):
                self.press("\ue004")  # tab
                width = self.browser.execute_script("""
                    const at = document.activeElement, style = getComputedStyle(at);
                    if (at === document.body) return 3;
                    if (!(at instanceof SVGElement)) return style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
                    return parseFloat(getComputedStyle(at.querySelector('polygon, path, ellipse')).strokeWidth);""")
                self.assertGreaterEqual(width, 2, self.browser.switch_to.active_element.get_attribute("outerHTML")[:120])

    def test_nothing_moves_for_who_asked_for_calm(self):
        moving = """
            return [...document.querySelectorAll('*')].filter((e) => {
              const style = getComputedStyle(e);
              return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
            }).length"""
        self.open("06-computation-graphs/value-used-twice.html")
        self.assertEqual(self.browser.execute_script(moving), 0)
        self.appear(calm=False)
        self.assertGreater(self.browser.execute_script(moving), 0)

    def test_the_checks_notice_grey_on_grey_and_a_missing_heading(self):
        self.open("index.html")
        self.browser.execute_script(
            "document.body.insertAdjacentHTML('beforeend', '<h5 style=\"color:#aaa\">faint</h5>')")
        found = self.browser.execute_script(accessibility)
        self.assertTrue(any("contrast" in words for words in found))
        self.assertTrue(any("skips a level" in words for words in found))
