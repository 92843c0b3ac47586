"""The models that the service needs before it can answer."""


class Models:
    def __init__(self) -> None:
        self.loaded = False

    def load(self, folder: str) -> None:
        import torch

        self.landmarks = open(f"{folder}/landmarks_68.dat", "rb").read()
        self.parsing = torch.load(f"{folder}/parsing/model.pth", map_location="cpu")
        self.loaded = True
