"""The step player: every step shows the trace's numbers, by button, key, slider, link and play."""
import time

from browser import PageTest, pages
from players import statements
from selenium.webdriver.common.keys import Keys


# One small trace with a value used twice, and one training.
twice = "06-computation-graphs/value-used-twice.html"
training = "05-backpropagation/two-two-two.html"


class Player(PageTest):
    def test_every_trace_has_a_player(self):
        traces = sorted(pages.glob("*/*.trace.json"))
        self.assertGreater(len(traces), 40)
        for path in traces:  # test_every_page.py looks at what they show
            self.assertTrue(path.with_name(path.name.replace(".trace.json", ".html")).is_file(), path)

    def test_keys_step_forward_and_back(self):
        self.open(twice)
        last = len(statements(pages / twice.replace(".html", ".trace.json")))
        self.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
        self.assertEqual(self.text("#where"), f"Step 3 of {last}")
        self.press(Keys.ARROW_LEFT)
        self.assertEqual(self.text("#where"), f"Step 2 of {last}")
        self.press(Keys.END)
        self.assertEqual(self.text("#where"), f"Step {last} of {last}")
        self.press(Keys.ARROW_RIGHT)
        self.assertEqual(self.text("#where"), f"Step {last} of {last}")
        self.press(Keys.HOME)
        self.assertEqual(self.text("#where"), f"Step 1 of {last}")

    def test_g_goes_to_the_next_gradient(self):
        steps = statements(pages / twice.replace(".html", ".trace.json"))
        first = next(k for k, step in enumerate(steps, 1) if step["role"] == "gradient")
        self.open(twice)
        self.press("g")
        self.assertIn(f"Step {first} of", self.text("#where"))
        self.press("g")
        self.assertIn(f"Step {first + 1} of", self.text("#where"))

    def test_buttons_do_what_keys_do(self):
        self.open(twice)
        for button, step in (("next", 2), ("next", 3), ("back", 2), ("first", 1), ("last", 17)):
            self.find("#" + button).click()
            self.assertIn(f"Step {step} of", self.text("#where"))

    def test_the_keyboard_alone_reaches_buttons_slider_nodes_and_trace(self):
        self.open(twice + "#step=5")
        reached = []
        for _ in range(40):
            self.press(Keys.TAB)
            active = self.browser.switch_to.active_element
            reached.append(active.get_attribute("id"))
        for place in ("back", "play", "next", "slider", "drawing", "v0", "pane"):
            self.assertIn(place, reached)
        order = [reached.index(place) for place in ("back", "play", "next", "slider", "drawing", "pane")]
        self.assertEqual(order, sorted(order))

    def test_the_slider_moves_by_the_keyboard(self):
        self.open(twice)
        self.find("#slider").send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
        self.assertIn("Step 3 of", self.text("#where"))
        self.assertEqual(self.find("#slider").get_attribute("aria-valuetext"), "step 3 of 17")

    def test_a_link_with_a_step_opens_there_and_the_address_follows(self):
        self.open(twice + "#step=12")
        self.assertIn("Step 12 of", self.text("#where"))
        self.press(Keys.ARROW_RIGHT)
        self.wait_until(lambda: self.browser.current_url.endswith("#step=13"))
        self.browser.execute_script("location.hash = '#step=5'")
        self.wait_until(lambda: "Step 5 of" in self.text("#where"))
        self.open(twice + "#step=99999")
        self.assertIn("Step 17 of 17", self.text("#where"))

    def test_space_plays_and_pauses(self):
        self.open(twice)
        self.press(Keys.SPACE)
        self.assertEqual(self.text("#play .name"), "Pause")
        self.wait_until(lambda: "Step 2 of" in self.text("#where"))
        self.press(Keys.SPACE)
        self.assertEqual(self.text("#play .name"), "Play")
        time.sleep(1.2)  # longer than a step lasts
        self.assertIn("Step 2 of", self.text("#where"))

    def test_contributions_add_up_before_your_eyes(self):
        self.open(twice + "#step=14")
        self.assertEqual(self.text("#computation"), "0.380797078 += 0.761594156·0.5 → 0.761594156")
        steps = statements(pages / twice.replace(".html", ".trace.json"))
        adding = [k for k, step in enumerate(steps, 1) if step["adds"]]
        self.assertEqual(len(adding), 3)
        for k in adding:
            self.choose("#slider", k)
            before, after = self.text("#computation").split(" += ")
            total = after.split(" → ")[1]
            parts = float(total) - float(before)
            self.assertAlmostEqual(parts, steps[k - 1]["contribution"], places=8)

    def test_values_appear_only_when_they_are_computed(self):
        self.open(twice)
        text = lambda node: self.browser.execute_script(
            "return document.getElementById(arguments[0]).textContent", node)
        self.assertNotIn("0.7616", text("v3"))
        self.choose("#slider", 4)  # h = tanh(s)
        self.assertIn("0.7616", text("v3"))
        self.assertNotIn("dh", text("v3"))
        self.press(Keys.END)
        self.assertIn("dh = 1.25", text("v3"))
        self.press(Keys.HOME)
        self.assertNotIn("0.7616", text("v3"))

    def test_a_node_tells_value_gradient_formula_and_source_line(self):
        self.open(twice + "#step=17")
        node = self.find("#v3")
        self.point_at(node)
        told = self.text("#node")
        for words in ("h = tanh(s)", "0.761594156", "dh = 1.25", "chapter.cpp:54"):
            self.assertIn(words, told)
        self.assertTrue(self.find("#node").is_displayed())
        self.browser.execute_script("arguments[0].focus()", self.find("#v5"))
        self.assertIn("r = h * q", self.text("#node"))

    def test_what_is_told_about_a_node_does_not_cover_it(self):
        for page in (twice, training):
            self.open(page)
            covered = self.browser.execute_script("""
                const panel = document.getElementById('node');
                return [...document.querySelectorAll('.drawing .node')].filter((node) => {
                  node.scrollIntoView({block: 'nearest'});
                  node.dispatchEvent(new MouseEvent('mouseenter'));
                  const box = node.getBoundingClientRect(), over = panel.getBoundingClientRect();
                  const middle = (box.top + box.bottom) / 2;
                  return panel.hidden || (middle > over.top && middle < over.bottom);
                }).map((node) => node.id);""")
            self.assertEqual(covered, [])

    def test_a_line_lights_its_node_and_brings_its_step(self):
        self.open(twice)
        line = self.find("#lines li[data-step='4']")
        self.point_at(line)
        self.assertIn("related", self.find("#v3").get_attribute("class"))
        line.click()
        self.assertIn("Step 4 of", self.text("#where"))
        self.assertEqual(line.get_attribute("aria-current"), "step")

    def test_a_training_goes_around_figure_2_1(self):
        self.open(training)
        steps = statements(pages / training.replace(".html", ".trace.json"))
        seen = self.browser.execute_script("""
            const slider = document.getElementById('slider'), seen = [];
            for (slider.value = 1; ; ++slider.value) {
              slider.dispatchEvent(new Event('input'));
              seen.push([...document.querySelectorAll('#loop .here')].map((e) => e.dataset.phase));
              if (slider.value === slider.max) return seen;
            }""")
        self.assertEqual(seen, [[step["phase"]] for step in steps])
        self.assertEqual({phase for phase, in seen}, {"forward", "loss", "backward", "update"})
        self.open("06-computation-graphs/quick-challenge.html")
        self.assertEqual(self.all("#loop"), [])

    def test_a_step_is_announced(self):
        self.open(twice)
        self.assertEqual(self.find("#now").get_attribute("aria-live"), "polite")
