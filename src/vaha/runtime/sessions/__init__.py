"""The runtimes behind one seam: onnxruntime and ncnn."""
