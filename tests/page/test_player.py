"""The step player: every step shows the trace's numbers, by button, key, slider, link and play."""
import json
import time

from browser import PageTest, all_pages, build, driver, pages
from selenium.webdriver.common.keys import Keys


def players():
    driver()
    return sorted(path for path in pages.glob("*/*.trace.json"))


def statements(path):
    return [line for line in json.loads(path.read_text())["lines"] if "phase" in line]


def page_of(path):
    return str(path.relative_to(pages)).replace(".trace.json", ".html")


# One small trace with a value used twice, and one training.
twice = "06-computation-graphs/value-used-twice.html"
training = "05-backpropagation/two-two-two.html"


# Moves the slider through all steps and tells what was shown at each.
walk_through = """
  const slider = document.getElementById('slider'), text = (id) => document.getElementById(id).textContent;
  const seen = [];
  for (let k = 1; k <= Number(slider.max); ++k) {
    slider.value = k;
    slider.dispatchEvent(new Event('input'));
    const lit = [...document.querySelectorAll('.drawing .touched')].map((e) => e.id);
    const texts = Object.fromEntries(lit.filter((id) => id[0] === 'v').map((id) =>
      [id, [...document.getElementById(id).querySelectorAll('text')].map((t) => t.textContent)]));
    seen.push([text('where'), text('statement'), text('computation'), lit, texts]);
  }
  return seen;"""


class Player(PageTest):
    def shown(self):
        return self.text("#where"), self.text("#statement"), self.text("#computation")

    def test_every_trace_has_a_player_whose_numbers_are_those_of_the_text_trace(self):
        self.assertGreater(len(players()), 10)
        for path in players():
            with self.subTest(path.name):
                text = (build / "traces" / path.relative_to(pages)).with_name(
                    path.name.replace(".trace.json", ".txt")).read_text()
                lines = [line for line in text.splitlines()
                         if not line.startswith(("#", "from", "import", "def", " ")) and "# " in line]
                self.open(page_of(path))
                page = self.browser.execute_script(
                    "return [...document.querySelectorAll('#lines li[data-step]')].map((item) =>"
                    " [item.querySelector('code').textContent, item.querySelector('samp').textContent])")
                self.assertEqual(len(page), len(lines))
                for line, (statement, number) in zip(lines, page):
                    self.assertEqual(statement.split(" = ")[0].split(" += ")[0],
                                     line.split(" = ")[0].split(" += ")[0])
                    comment = line.split(" # ", 1)[1]
                    self.assertTrue(comment.startswith(number), f"{line}\n{number}")

    def test_every_step_shows_its_statement_and_lights_what_it_touches(self):
        for path in players():
            steps = statements(path)
            self.open(page_of(path))
            seen = self.browser.execute_script(walk_through)
            self.assertEqual(len(seen), len(steps))
            for k, (step, (where, statement, computation, lit, texts)) in enumerate(zip(steps, seen), 1):
                with self.subTest(path.name, step=k):
                    self.assertEqual(where, f"Step {k} of {len(steps)}")
                    self.assertTrue(statement.startswith(step["name"]))
                    self.assertEqual(computation[:150], step["computation"][:150])
                    self.assertEqual(sorted(lit), sorted(set(step["touches"])))
                    if step["shows"]["node"]:
                        first = step["shows"]["at"]
                        self.assertEqual(texts[step["shows"]["node"]][first:first + len(step["shows"]["lines"])],
                                         step["shows"]["lines"])

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
        time.sleep(0.5)  # the address follows when the reader rests
        self.assertTrue(self.browser.current_url.endswith("#step=13"))
        self.browser.execute_script("location.hash = '#step=5'")
        time.sleep(0.2)
        self.assertIn("Step 5 of", self.text("#where"))
        self.open(twice + "#step=99999")
        self.assertIn("Step 17 of 17", self.text("#where"))

    def test_space_plays_and_pauses(self):
        self.open(twice)
        self.press(Keys.SPACE)
        self.assertEqual(self.text("#play .name"), "Pause")
        time.sleep(2.6)
        self.press(Keys.SPACE)
        self.assertEqual(self.text("#play .name"), "Play")
        where = self.text("#where")
        self.assertIn(where.split()[1], ("2", "3"))
        time.sleep(1.3)
        self.assertEqual(self.text("#where"), where)

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
        phases = set()
        for k in range(1, len(steps) + 1, 2):
            self.choose("#slider", k)
            here = self.all("#loop .here")
            self.assertEqual(len(here), 1)
            self.assertEqual(here[0].get_attribute("data-phase"), steps[k - 1]["phase"])
            phases.add(steps[k - 1]["phase"])
        self.assertEqual(phases, {"forward", "loss", "backward", "update"})
        self.open("06-computation-graphs/quick-challenge.html")
        self.assertEqual(self.all("#loop"), [])

    def test_a_step_is_announced(self):
        self.open(twice)
        self.assertEqual(self.find("#now").get_attribute("aria-live"), "polite")
