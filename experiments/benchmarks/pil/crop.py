"""PIL's side of `mim bench --only loading`: from JPEG files in memory to normalised 224-px crops, in the usual way.

python3 crop.py FOLDER. Each line read is a number of seconds; each line written says how many images it loaded in how many.
"""
import io
import json
import math
import pathlib
import random
import sys
import time

import numpy
import PIL
from PIL import Image

SIZE = 224
MEAN = numpy.array([0.485, 0.456, 0.406], numpy.float32)
STD = numpy.array([0.229, 0.224, 0.225], numpy.float32)


def crop_box(width, height):  # SimMIM's: 0.67 to 1 of the area, 3:4 to 4:3
    for _ in range(10):
        area = random.uniform(0.67, 1) * width * height
        ratio = math.exp(random.uniform(math.log(3 / 4), math.log(4 / 3)))
        w, h = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        if w <= width and h <= height:
            left, top = random.randint(0, width - w), random.randint(0, height - h)
            return left, top, left + w, top + h
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    return left, top, left + side, top + side


def load(encoded):
    image = Image.open(io.BytesIO(encoded)).convert("RGB")
    image = image.crop(crop_box(*image.size)).resize((SIZE, SIZE), Image.BILINEAR)
    if random.random() < 0.5:
        image = image.transpose(Image.FLIP_LEFT_RIGHT)
    pixels = numpy.asarray(image, numpy.float32) / 255
    return numpy.ascontiguousarray(((pixels - MEAN) / STD).transpose(2, 0, 1))  # [3, 224, 224]


def main(folder):
    files = [path.read_bytes() for path in sorted(folder.iterdir())]
    print(json.dumps({"version": f"PIL {PIL.__version__}"}), flush=True)
    for line in sys.stdin:
        images, started = 0, time.perf_counter()
        while True:
            load(files[images % len(files)])
            images += 1
            seconds = time.perf_counter() - started
            if seconds >= float(line):
                break
        print(json.dumps({"images": images, "seconds": seconds}), flush=True)


main(pathlib.Path(sys.argv[1]))
