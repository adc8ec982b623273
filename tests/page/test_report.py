"""The report of a training, and the reference of the operations."""
import csv
import json
import math
import pathlib
import tempfile

from browser import PageTest, downhill, driver, sources

accessibility = (sources / "accessibility.js").read_text()


class Report(PageTest):
    def train(self, data, *options):
        driver()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.told = downhill("train", data, "--epochs", 3, "--out", folder.name, *options)
        self.open(folder.name + "/report.html")
        return pathlib.Path(folder.name)

    def test_the_curve_on_the_page_is_the_curve_in_the_file(self):
        folder = self.train("digits")
        with open(folder / "curve.csv") as file:
            epochs = [row for row in csv.DictReader(file) if row["accuracy"]]
        shown = self.rows("#table table")[1:]
        self.assertEqual(len(shown), 3)
        for row, epoch in zip(shown, epochs):
            self.assertEqual(row[0], epoch["step"])
            self.assertTrue(math.isclose(float(row[2]), float(epoch["accuracy"]), rel_tol=1e-5))
        self.assertEqual(len(self.requests()), 1)  # all in one file

    def test_the_confusion_matrix_and_the_wrong_digits_add_up(self):
        self.train("digits")
        right, of = (int(word) for word in self.text(".verdict").split("right")[0].replace("Held out:", "").split(" of "))
        self.assertIn(f"held out: {right} of {of} right", self.told)
        rows = [[int(cell) for cell in row[1:]] for row in self.rows(".confusion")[1:]]
        self.assertEqual(sum(map(sum, rows)), of)
        self.assertEqual(sum(rows[i][i] for i in range(10)), right)
        self.assertEqual(len(self.all(".wrong-ones li")), min(24, of - right))

    def test_the_gradient_flow_has_a_row_for_each_weight(self):
        self.train("moons", "--model", "mlp:2-8-8-2")
        rows = self.rows("#flow-table table")
        self.assertEqual(rows[0], ["step", "w1", "w2", "w3"])
        self.assertTrue(all(float(cell) > 0 for row in rows[1:] for cell in row))
        self.assertEqual(len(self.all(".surface")), 1)

    def test_the_report_is_for_everybody(self):
        for data in ("moons", "digits", "houses"):
            self.train(data)
            for dark in (False, True):
                with self.subTest(data, dark=dark):
                    self.appear(dark=dark)
                    self.browser.refresh()
                    self.assertEqual(self.browser.execute_script(accessibility), [])
            self.appear(width=390, height=844)
            self.browser.refresh()
            self.assertLessEqual(self.browser.execute_script("return document.documentElement.scrollWidth"), 390)


class Operations(PageTest):
    def section(self, name):
        return self.browser.execute_script(
            "const s = document.getElementById(arguments[0]);"
            "return [s.querySelector('pre').textContent, [...s.querySelectorAll('table')].map((t) =>"
            " [...t.rows].map((r) => [...r.cells].map((c) => c.textContent)))]", name)

    def test_every_operation_has_formula_slope_plot_edges_and_numpy(self):
        self.open("operations.html")
        names = [section.get_attribute("id") for section in self.all(".operation")]
        self.assertGreaterEqual(len(names), 25)
        for name in ("tanh", "pow", "relu", "maximum", "leaky_relu"):
            self.assertIn(name, names)
        self.assertEqual(len(self.all("svg.function .value")), len(names))
        self.assertEqual(len(self.all("svg.function .slope")), len(names) - 1)  # detach has none
        formulas, tables = self.section("tanh")
        self.assertEqual(formulas, "y = tanh(a)\ndy/da = square(sech(a))")
        self.assertEqual(len(tables), 2)

    def test_the_numbers_are_those_of_downhill_explain(self):
        self.open("operations.html")
        for name in ("tanh", "silu", "square"):
            rows = next(table for table in self.section(name)[1] if table[0][0] == "a" and len(table) > 8)
            for a, y, slope in rows[1:]:
                told = json.loads(downhill("explain", f"y = {name}(a)", f"a={a}", "--format", "json"))
                self.assertTrue(math.isclose(float(y), told["value"], rel_tol=1e-9, abs_tol=1e-300))
                self.assertTrue(math.isclose(float(slope), told["gradients"]["a"], rel_tol=1e-9, abs_tol=1e-300))

    def test_kinks_follow_pytorch(self):
        self.open("operations.html")
        edge = lambda name, a: next(row for table in self.section(name)[1] for row in table if row[0] == a)
        self.assertEqual(edge("relu", "0"), ["0", "0", "0"])
        self.assertEqual(edge("abs", "0"), ["0", "0", "0"])
        self.assertEqual(edge("maximum", "1, 1"), ["1, 1", "1", "0.5, 0.5"])

    def test_the_numpy_words_run(self):
        self.open("operations.html")
        programs = self.browser.execute_script(
            "return [...document.querySelectorAll('.operation')].map((s) => [s.id,"
            " [...s.querySelectorAll('pre')].at(-1).textContent])")
        try:
            import numpy
        except ImportError:
            self.skipTest("this python3 has no NumPy")
        for name, program in programs:
            with self.subTest(name):
                known = {"a": numpy.array([0.5, 2.0]), "b": numpy.array([1.5, 0.5])}
                exec(program, known)
                self.assertEqual(numpy.shape(known["y"]), (2,))
