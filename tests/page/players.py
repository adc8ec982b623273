"""What every step player must show: the numbers of its trace, at every step."""
import json

from browser import build, pages


def statements(path):
    """The steps of a trace: its lines that compute something."""
    return [line for line in json.loads(path.read_text())["lines"] if "phase" in line]


# The list beside the drawing, and what is shown at each step when the slider goes through them all.
# A text that is wider than its node is told as well.
walk_through = """
  const slider = document.getElementById('slider'), text = (id) => document.getElementById(id).textContent;
  const list = [...document.querySelectorAll('#lines li[data-step]')].map((item) =>
    [item.querySelector('code').textContent, item.querySelector('samp').textContent]);
  const seen = [], wide = [], measured = new Set();
  for (let k = 1; k <= Number(slider.max); ++k) {
    slider.value = k;
    slider.dispatchEvent(new Event('input'));
    const lit = [...document.querySelectorAll('.drawing .touched')].map((e) => e.id), texts = {};
    for (const id of lit.filter((id) => id[0] === 'v')) {
      const node = document.getElementById(id);
      const lines = [...node.querySelectorAll('text')];
      texts[id] = lines.map((t) => t.textContent);
      for (const line of lines) {
        const known = id + lines.indexOf(line) + line.textContent;
        if (measured.has(known)) continue;
        measured.add(known);
        const room = node.querySelector('polygon, path, ellipse').getBBox().width;
        if (line.getComputedTextLength() > room + 1) wide.push(`step ${k}: ${line.textContent}`);
      }
    }
    seen.push([text('where'), text('statement'), text('computation'), lit, texts]);
  }
  return [list, seen, wide];"""


def check(test, path):
    """On the open page of the trace at this path."""
    steps = statements(path)
    listed, seen, wide = test.browser.execute_script(walk_through)
    test.assertEqual(wide, [], "wider than the node")
    test.assertEqual(len(seen), len(steps))
    for k, (step, (where, statement, computation, lit, texts)) in enumerate(zip(steps, seen), 1):
        test.assertEqual(where, f"Step {k} of {len(steps)}")
        test.assertTrue(statement.startswith(step["name"]), f"step {k}: {statement}")
        test.assertEqual(computation[:150], step["computation"][:150])
        test.assertEqual(sorted(lit), sorted(set(step["touches"])), f"step {k}: what is lit")
        node, first = step["shows"]["node"], step["shows"]["at"]
        if node:
            test.assertEqual(texts[node][first:first + len(step["shows"]["lines"])],
                             step["shows"]["lines"], f"step {k}: what {node} says")
    shows_the_text_trace(test, path, listed)


def shows_the_text_trace(test, path, listed):
    """The list has the statements and numbers that the chapter wrote as text."""
    text = (build / "traces" / path.relative_to(pages)).with_name(
        path.name.replace(".trace.json", ".txt")).read_text()
    lines = [line for line in text.splitlines()
             if not line.startswith(("#", "from", "import", "def", " ")) and "# " in line]
    test.assertEqual(len(listed), len(lines))
    for line, (statement, number) in zip(lines, listed):
        test.assertEqual(statement.split(" = ")[0].split(" += ")[0],
                         line.split(" = ")[0].split(" += ")[0])
        comment = line.split(" # ", 1)[1]
        test.assertTrue(comment.startswith(number), f"{line}\n{number}")
