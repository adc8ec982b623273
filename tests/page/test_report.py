"""The report of a training."""
import csv
import math
import pathlib
import tempfile

from browser import PageTest, downhill, sources

accessibility = (sources / "accessibility.js").read_text()


class Report(PageTest):
    trained = {}  # what was trained already: its folder, and what the program said

    def train(self, *arguments):
        if arguments not in self.trained:
            folder = tempfile.TemporaryDirectory()
            self.addClassCleanup(folder.cleanup)
            told = downhill("train", *arguments, "--epochs", 3, "--out", folder.name)
            self.trained[arguments] = folder.name, told
        folder, self.told = self.trained[arguments]
        self.open(folder + "/report.html")
        return pathlib.Path(folder)

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
        surface = self.rows("figure + details table")
        self.assertEqual([len(row) for row in surface], [10] * 10)
        self.assertEqual({cell for row in surface[1:] for cell in row[1:]}, {"0", "1"})

    def test_the_report_is_for_everybody(self):
        for arguments in (("moons", "--model", "mlp:2-8-8-2"), ("digits",), ("houses",)):
            self.train(*arguments)
            for dark in (False, True):
                with self.subTest(arguments, dark=dark):
                    self.appear(dark=dark)
                    self.assertEqual(self.browser.execute_script(accessibility), [])
            self.assertEqual([role for role, name in self.controls() if not name.strip()], [])
            self.appear(width=390, height=844)
            self.wait_until(lambda: self.browser.execute_script(
                "return document.documentElement.scrollWidth") <= 390, "wider than a phone")
            self.appear()
