"""The plots: what they show are the library's own runs."""
import json
import math

from browser import PageTest, build, downhill, driver, pages

slider = "12-visualize-gradient-descent/descent.html"


def close(shown, wanted, digits=4):
    """The page's number has five digits."""
    return math.isclose(float(shown), wanted, rel_tol=10 ** -digits, abs_tol=1e-300)


class Descent(PageTest):
    def choose_walk(self, landscape, optimizer, rate, start=0, batch=0):
        """Chooses all of it and the nearest rate; returns the landscape's data and this rate."""
        if not self.browser.current_url.endswith(slider):
            self.open(slider)
        data = json.loads(self.text("#data"))
        place, = (each for each in data["landscapes"] if each["name"] == landscape)
        self.choose("#landscape", data["landscapes"].index(place))
        self.choose("#optimizer", data["optimizers"].index(optimizer))
        self.choose("#start", start)
        self.choose("#batch", batch)
        nearest = min(range(60), key=lambda k: abs(math.log(place["rates"][k] / rate)))
        self.choose("#rate", nearest)
        rate = place["rates"][nearest]

        def is_shown():
            caption = self.browser.execute_script(
                "const caption = document.querySelector('#table caption'); return caption ? caption.textContent : ''")
            words, _, number = caption.rpartition(" ")
            return words == f"{landscape}, {optimizer}, rate" and float(number) == rate
        self.wait_until(is_shown, "the walk was not shown")
        return place, rate

    def test_paths_are_those_of_downhill_descend(self):
        driver()
        for landscape, optimizer, rate in (("bowl", "sgd", 0.1), ("ravine", "momentum", 0.3),
                                           ("two valleys", "sgd", 0.05), ("saddle", "adamw", 0.1),
                                           ("Rosenbrock", "adam", 0.1)):
            with self.subTest(landscape, optimizer=optimizer):
                place, rate = self.choose_walk(landscape, optimizer, rate)
                self.assertEqual(self.text("#rate-value"), str(rate))
                x, y = place["starts"][0]
                method = ["sgd", "--momentum", "0.9"] if optimizer == "momentum" else [optimizer]
                steps = json.loads(downhill(
                    "descend", "h = " + place["formula"], f"x={x!r}", f"y={y!r}", "--optimizer", *method,
                    "--rate", rate, "--steps", 80, "--format", "json"))["steps"]
                rows = self.rows("#table table")[1:]
                self.assertEqual(len(rows), len(steps))
                for row, step in zip(rows, steps):
                    self.assertEqual(int(row[0]), step["step"])
                    for shown, wanted in zip(row[1:], (step["parameters"]["x"], step["parameters"]["y"],
                                                       step["loss"])):
                        self.assertTrue(close(shown, wanted), f"{shown} is not {wanted}")
                self.assertIn(f"to {rows[-1][3]}", self.text("#verdict"))

    def test_sixty_rates_from_far_too_small_to_divergent(self):
        self.open(slider)
        for place in json.loads(self.text("#data"))["landscapes"]:
            self.assertEqual(len(place["rates"]), 60)
            ratios = [b / a for a, b in zip(place["rates"], place["rates"][1:])]
            self.assertLess(max(ratios) / min(ratios), 1.02)
        for landscape in ("bowl", "ravine", "two valleys", "saddle", "Rosenbrock"):
            with self.subTest(landscape):
                self.choose_walk(landscape, "sgd", 1e-9)
                self.assertIn("Creeps", self.text("#verdict"))
                self.choose_walk(landscape, "sgd", 1e9)
                self.assertIn("Diverged", self.text("#verdict"))
                self.assertIn("diverged", self.find("#verdict").get_attribute("class"))

    def test_mini_batches_stumble_and_starts_differ(self):
        self.choose_walk("bowl", "sgd", 0.1)
        smooth = self.rows("#table table")
        losses = [float(row[3]) for row in smooth[1:]]
        self.assertEqual(losses, sorted(losses, reverse=True))
        self.choose_walk("bowl", "sgd", 0.1, batch=2)
        losses = [float(row[3]) for row in self.rows("#table table")[1:]]
        self.assertNotEqual(losses, sorted(losses, reverse=True))
        self.choose_walk("bowl", "sgd", 0.1, start=1)
        self.assertNotEqual(self.rows("#table table")[1], smooth[1])

    def test_the_slider_moves_by_the_keyboard_and_says_the_rate(self):
        self.open(slider)
        before = self.text("#rate-value")
        self.find("#rate").send_keys("\ue014")  # right
        after = self.text("#rate-value")
        self.assertGreater(float(after), float(before))
        self.assertEqual(self.find("#rate").get_attribute("aria-valuetext"), "learning rate " + after)

    def test_contours_lie_where_the_landscape_has_their_height(self):
        self.open(slider)
        for place in json.loads(self.text("#data"))["landscapes"]:
            height = eval("lambda x, y: " + place["formula"])
            cells = [(place["high"][i] - place["low"][i]) / 240 for i in (0, 1)]
            self.assertGreater(len(place["contours"]), 8)
            for level in place["contours"]:
                for line in level["lines"]:
                    for x, y in zip(line[::2], line[1::2]):  # within a cell it is higher and lower
                        around = [height(x + i * cells[0], y + j * cells[1])
                                  for i in (-1, 0, 1) for j in (-1, 0, 1)]
                        wanted = float(level["height"])  # printed with three digits
                        self.assertLess(min(around), wanted * 1.005)
                        self.assertGreater(max(around), wanted * 0.995)


class Curves(PageTest):
    def test_the_table_is_made_of_the_runs(self):
        driver()
        runs = json.loads((build / "traces/13-compare-optimizers/runs.json").read_text())["runs"]
        self.open("13-compare-optimizers/curves.html")
        rows = self.rows("main > .wide table")[1:]
        self.assertEqual(len(rows), len({(run["optimizer"], run["rate"]) for run in runs}))
        for optimizer, rate, seeds, accuracy, loss, _ in rows:
            these = [run for run in runs if run["optimizer"] == optimizer and run["rate"] == float(rate)]
            self.assertEqual(int(seeds), len(these))
            mean = sum(run["accuracy"][-1] for run in these) / len(these)
            self.assertTrue(close(accuracy.split()[0], 100 * mean, 3), accuracy)
            mean = sum(run["loss"][-1] for run in these) / len(these)
            self.assertTrue(close(loss.split()[0], mean, 3), loss)

    def test_another_rate_brings_other_curves(self):
        self.open("13-compare-optimizers/curves.html")
        before = self.rows("#curve-table table")
        self.assertGreater(len(before), 3)
        self.choose("select[data-optimizer=sgd]", 0)
        self.assertNotEqual(self.rows("#curve-table table"), before)


class Sick(PageTest):
    def test_every_sick_training_shows_its_numbers_beside_its_cure(self):
        driver()
        self.open("14-debug-training/sick.html")
        names = self.browser.execute_script(
            "return [...document.querySelector('#which').options].map((o) => o.textContent)")
        self.assertGreaterEqual(len(names), 5)
        for place, name in enumerate(names):
            with self.subTest(name):
                self.choose("#which", place)
                folder = build / "traces/14-debug-training"
                sick = json.loads((folder / (name.replace(" ", "-") + ".json")).read_text())
                self.assertEqual(self.text("#symptom"), f"Symptom: {sick['symptom']}.")
                self.assertFalse(self.find("#cure").get_property("open"))
                self.assertEqual(self.text("#remedy"), sick["cure"])
                row = next(row for row in self.rows("#table table")[1:] if row[:2] == ["sick", "1"])
                heard = row[4:4 + len(sick["layers"])]
                for shown, wanted in zip(heard, sick["gradient_norm"][0]):
                    self.assertTrue(close(shown, wanted, 3), f"{shown} is not {wanted}")
