"""Before the first picture all machine code is made: made later it would hold up a picture for a second."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
USE = """
import gc
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from numba.core.dispatcher import Dispatcher
from desktop.ui.run.loading import prepare

def made():
    kernels = [one for one in gc.get_objects() if isinstance(one, Dispatcher)]
    own = [one for one in kernels if one.py_func.__module__.startswith("desktop.")]
    return {(kernel.py_func.__name__, str(kind)) for kernel in own for kind in kernel.signatures}

prepared = prepare(None)
before = made()
assert before
prepared.simulation.advance(60)

from desktop.engine.world import World
from desktop.scene.look.camera import Camera, Margins
from desktop.scene.look.options import SceneOptions
from desktop.scene.painter import ScenePainter, Shot
application = QGuiApplication([])
snapshot, size = prepared.simulation.snapshot(), (640, 400)
camera = Camera.fit(snapshot.resource(World), *size, Margins(top=34.0))
# The whole picture, and a part of it as where something lies on the scene.
for part in ((0, 0, 640, 400), (90, 50, 200, 200)):
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(0)
    canvas = QPainter(image)
    canvas.setClipRect(*part)
    ScenePainter().paint(canvas, Shot(snapshot, camera, SceneOptions(), size, None))
    canvas.end()
print(sorted(made() - before))
"""


def test_no_machine_code_is_made_after_the_first_picture() -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", USE], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
