"""The book as a whole: the way through it, by mouse and by keyboard, in whatever way it is read."""
from browser import PageTest, sources

accessibility = (sources / "accessibility.js").read_text()


class Pages(PageTest):
    def test_the_book_leads_from_the_first_chapter_to_the_last_and_back(self):
        self.open("index.html")
        chapters = [a.get_attribute("href") for a in self.all(".chapters h3 a")]
        self.assertGreater(len(chapters), 5)
        self.browser.get(chapters[0])
        for before, address in zip(chapters, chapters[1:]):
            self.find("a[rel=next]").click()
            self.assertEqual(self.browser.current_url, address)
            self.assertEqual(self.find("a[rel=prev]").get_attribute("href"), before)
        self.find("a[rel=prev]").click()
        self.assertEqual(self.browser.current_url, chapters[-2])

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
        note_widths = """
            window.widths = [];
            document.addEventListener('focusin', ({ target }) => {
              const style = getComputedStyle(target);
              const shape = target instanceof SVGElement && target.querySelector('polygon, path, ellipse');
              const width = shape ? getComputedStyle(shape).strokeWidth
                : style.outlineStyle === 'none' ? '0' : style.outlineWidth;
              widths.push([target.outerHTML.slice(0, 100), parseFloat(width)]);
            });"""
        for page in ("index.html", "06-computation-graphs/value-used-twice.html", "operations.html",
                     "12-visualize-gradient-descent/descent.html", "14-debug-training/sick.html"):
            self.open(page)
            self.browser.execute_script(note_widths)
            self.press(*["\ue004"] * 25)  # tab
            widths = self.browser.execute_script("return widths")
            self.assertGreater(len(widths), 7, page)
            self.assertEqual([element for element, width in widths if width < 2], [], page)

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
