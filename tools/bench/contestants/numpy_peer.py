"""NumPy in the contest: the networks by hand, forward and backward, and matrix products.

The protocol is that of contest.hpp, the numbers are those of numbers.hpp.
"""
import sys
import time

import numpy as np

MOST_BLOCKS = 5


def uniform(seed, count, block=4096):
    """Knuth's generator, a block at a time: state k is a^k seed + c (a^k - 1) / (a - 1)."""
    a, c, mask = 6364136223846793005, 1442695040888963407, (1 << 64) - 1
    factor, term = np.empty(block, np.uint64), np.empty(block, np.uint64)
    f, t = 1, 0
    for k in range(block):
        f, t = f * a & mask, (t * a + c) & mask
        factor[k], term[k] = f, t
    states = np.empty((count + block - 1) // block * block, np.uint64)
    with np.errstate(over="ignore"):
        for k in range(0, count, block):
            states[k : k + block] = factor * np.uint64(seed) + term
            seed = int(states[k + block - 1])
    return (states[:count] >> np.uint64(11)).astype(np.float64) / 9007199254740992.0


# sizes, batch, batches, classes
NETWORKS = {
    "W3": ([2, 16, 16, 1], 32, 8, False),
    "W4-64": ([784, 128, 10], 64, 8, True),
    "W4-512": ([784, 128, 10], 512, 8, True),
    "W4-large": ([784, 512, 512, 10], 256, 8, True),
    "W6": ([64, 32, 10], 64, 28, True),
}


def examples(workload, sizes, count, classes, digits):
    if workload == "W6":
        lines = [line for line in open(digits) if not line.startswith("#")][:count]
        x = np.array([[int(pixel, 17) / 16 for pixel in line[:64]] for line in lines])
        return x, np.array([int(line[65]) for line in lines])
    numbers = uniform(11, count * (sizes[0] + 1))
    digit = np.floor(numbers[count * sizes[0] :] * 10).astype(np.int64)
    target = digit if classes else np.where(digit < 5, -1.0, 1.0)[:, None]
    return numbers[: count * sizes[0]].reshape(count, sizes[0]), target


def training(workload, real, digits):
    sizes, batch, batches, classes = NETWORKS[workload]
    x, target = examples(workload, sizes, batch * batches, classes, digits)
    x = x.astype(real)
    target = target if classes else target.astype(real)
    pairs = list(zip(sizes, sizes[1:]))
    numbers = np.split(uniform(13, sum(i * o for i, o in pairs)), np.cumsum([i * o for i, o in pairs]))
    p = []  # w1, b1, w2, b2, …; a w is [out, in]
    for (i, o), w in zip(pairs, numbers):
        p += [((2 * w - 1) / np.sqrt(i)).astype(real).reshape(o, i), np.zeros(o, real)]
    m, v = [np.zeros_like(w) for w in p], [np.zeros_like(w) for w in p]
    layers, rows = len(pairs), np.arange(batch)

    def step(k):
        here = slice(k % batches * batch, (k % batches + 1) * batch)
        h = [x[here]]
        for l in range(layers):
            z = h[-1] @ p[2 * l].T
            z += p[2 * l + 1]
            if l + 1 < layers:
                np.maximum(z, 0, out=z)
            h.append(z)
        t = target[here]
        if classes:
            z = h[-1] - h[-1].max(1, keepdims=True)
            e = np.exp(z)
            total = e.sum(1, keepdims=True)
            loss = float(np.mean(np.log(total[:, 0]) - z[rows, t]))
            g = e / total
            g[rows, t] -= 1
            g /= real(batch)
        else:
            error = h[-1] - t
            loss = float(np.mean(error * error))
            g = error * real(2 / batch)
        gradients = [None] * len(p)
        for l in reversed(range(layers)):
            gradients[2 * l], gradients[2 * l + 1] = g.T @ h[l], g.sum(0)
            if l:
                g = g @ p[2 * l]
                g *= h[l] > 0
        step.updates += 1
        for w, dw, mw, vw in zip(p, gradients, m, v):
            if not classes:
                w -= real(0.05) * dw
                continue
            mw *= real(0.9)
            mw += real(0.1) * dw
            vw *= real(0.999)
            vw += real(0.001) * (dw * dw)
            spread = np.sqrt(vw)
            spread *= real(1 / np.sqrt(1 - 0.999**step.updates))
            spread += real(1e-8)
            w -= real(0.001 / (1 - 0.9**step.updates)) * mw / spread
        return loss

    step.updates = 0
    return step


def multiplication(workload, real):
    _, n, kind = workload.split("-")
    n = int(n)
    a, b = ((2 * uniform(seed, n * n) - 1).astype(real).reshape(n, n) for seed in (1, 2))
    a, b = (a.T if kind[0] == "t" else a), (b.T if kind[1] == "t" else b)
    c = np.empty((n, n), real)
    flat = c.reshape(-1)

    def step(k):
        np.matmul(a, b, out=c)
        return float(flat[0]) + 2 * float(flat[n - 1]) + 3 * float(flat[n * n // 2 + n // 3]) + 4 * float(flat[-1])

    return step


def measure(workload, step, seconds):
    checked = 2 if workload.startswith("W5") else 20
    first = last = step(0)
    begin = time.perf_counter()
    for k in range(1, checked):
        last = step(k)
    each = (time.perf_counter() - begin) / (checked - 1)
    steps, k, times = max(1, int(seconds / MOST_BLOCKS / each)), checked, []
    begin = time.perf_counter()
    while len(times) < MOST_BLOCKS:
        start = time.perf_counter()
        if times and start - begin > seconds:
            break
        for _ in range(steps):
            step(k)
            k += 1
        times.append((time.perf_counter() - start) / steps)
    print(workload, repr(first), repr(last), 0, *(f"{t:.9g}" for t in times), flush=True)


def main():
    options = {"--real": "double", "--threads": "1", "--seconds": "0.2", "--digits": ""}
    words = iter(sys.argv[1:])
    for word in words:
        if word in options:
            options[word] = next(words)
            continue
        real = np.float32 if options["--real"] == "float" else np.float64
        if word in NETWORKS:
            measure(word, training(word, real, options["--digits"]), float(options["--seconds"]))
        elif word.startswith("W5-"):
            measure(word, multiplication(word, real), float(options["--seconds"]))


main()
