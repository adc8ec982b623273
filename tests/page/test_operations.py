"""The reference of the operations: what it says is what the library computes, and NumPy agrees."""
import json
import math

from browser import PageTest, downhill


def close(shown, wanted):
    return math.isclose(float(shown), wanted, rel_tol=1e-9, abs_tol=1e-300)


class Operations(PageTest):
    def setUp(self):
        super().setUp()
        self.open("operations.html")
        self.sections = dict(self.browser.execute_script("""
            return [...document.querySelectorAll('.operation')].map((s) => [s.id, {
              formulas: s.querySelector('pre').textContent,
              curves: s.querySelectorAll('svg.function path.value').length,
              slopes: s.querySelectorAll('svg.function path.slope').length,
              numpy: s.querySelector('pre.numpy').textContent,
              facts: [...s.querySelectorAll('dd')].map((d) => d.textContent),
              arrays: s.classList.contains('of-arrays'),
              tables: [...s.querySelectorAll('table')].map((t) =>
                [...t.rows].map((r) => [...r.cells].map((c) => c.textContent))),
            }])"""))

    def test_every_operation_has_formula_slope_shapes_domain_edges_and_numpy(self):
        self.assertGreaterEqual(len(self.sections), 65)
        for name in ("tanh", "pow", "relu", "maximum", "leaky_relu", "dot", "matmul", "sum", "max", "softmax",
                     "cross_entropy", "conv2d", "max_pool2d", "gather", "layer_norm", "concatenate"):
            self.assertIn(name, self.sections)
        for name, section in self.sections.items():
            with self.subTest(name):
                lines = section["formulas"].splitlines()
                self.assertTrue(lines[0].startswith("y = "))
                self.assertGreaterEqual(len(lines), 2)
                self.assertEqual(len(section["facts"]), 2)
                self.assertTrue(all(section["facts"]))
                self.assertTrue(any(len(table) > 2 for table in section["tables"]))
                self.assertIn("y = ", section["numpy"])
        self.assertEqual(self.sections["tanh"]["formulas"], "y = tanh(a)\ndy/da = square(sech(a))")
        self.assertEqual(self.sections["matmul"]["formulas"], "y = a @ b\nda = dy @ b.T\ndb = a.T @ dy")
        contents = self.browser.execute_script(
            "return [...document.querySelectorAll('.index a')].map((a) => a.textContent)")
        self.assertEqual(contents, list(self.sections))

    def test_what_takes_one_number_has_a_plot_of_the_function_and_its_slope(self):
        for name, section in self.sections.items():
            with self.subTest(name):
                if not section["arrays"] or name in ("clip", "mse", "l1", "huber", "hinge", "bce",
                                                     "bce_with_logits"):
                    self.assertEqual(section["curves"], 1)
                    self.assertEqual(section["slopes"], 0 if name == "detach" else 1)

    def test_the_numbers_are_those_of_downhill_explain(self):
        for name in ("tanh", "silu", "square"):
            rows = next(table for table in self.sections[name]["tables"] if table[0] == ["a", "y", "dy/da"] and len(table) > 8)
            for a, y, slope in rows[1:]:
                told = json.loads(downhill("explain", f"y = {name}(a)", f"a={a}", "--format", "json"))
                self.assertTrue(close(y, told["value"]))
                self.assertTrue(close(slope, told["gradients"]["a"]))

    def test_a_program_of_the_page_says_the_same_in_downhill_explain(self):
        for name in ("norm", "mse", "logsumexp"):
            program, y, dy, gradients, _ = self.sections[name]["tables"][0][2 if name != "mse" else 1]
            self.assertEqual(dy, "1")
            told = json.loads(downhill("explain", program.replace("\n", "; "), "--format", "json"))
            self.assertTrue(close(y, told["value"]))
            first = gradients.splitlines()[0].split("]", 1)[1].split()
            wanted = next(iter(told["gradients"].values()))["data"]
            self.assertEqual(len(first), len(wanted))
            self.assertTrue(all(map(close, first, wanted)), gradients)

    def test_kinks_follow_pytorch(self):
        edge = lambda name, a: next(row for table in self.sections[name]["tables"] for row in table if row[0] == a)
        self.assertEqual(edge("relu", "0"), ["0", "0", "0"])
        self.assertEqual(edge("abs", "0"), ["0", "0", "0"])
        self.assertEqual(edge("maximum", "1, 1"), ["1, 1", "1", "0.5, 0.5"])
        self.assertEqual(edge("max", "x = [3, 1, 3]\ny = max(x)")[3], "dx = [3]  0.5 0 0.5")

    def test_the_numpy_words_run(self):
        try:
            import numpy
        except ImportError:
            self.skipTest("this python3 has no NumPy")
        for name, section in self.sections.items():
            with self.subTest(name):
                known = {} if section["arrays"] else {"a": numpy.array([0.5, 2.0]), "b": numpy.array([1.5, 0.5])}
                exec(section["numpy"], known)
                if not section["arrays"]:
                    self.assertEqual(numpy.shape(known["y"]), (2,))
                else:  # the example's numbers are behind its lines; the first in the table is y
                    shown = section["tables"][0][1][1].split("]")[-1].replace("/", " ").split()
                    self.assertTrue(numpy.allclose(numpy.ravel(known["y"]), list(map(float, shown)), rtol=1e-8))
