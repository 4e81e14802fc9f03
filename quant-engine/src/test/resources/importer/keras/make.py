"""Makes the Keras fixtures beside this script, by Keras 3 and by Keras 2: python make.py. Versions: see README.md one folder up."""
import pathlib

import keras
import numpy as np
import tf_keras

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(40)


def lenet(framework):
    """Sequential; Flatten over a map larger than 1 x 1; softmax at the end."""
    layers = framework.layers
    return framework.Sequential(
        [
            layers.Input((28, 26, 1)),
            layers.Conv2D(6, 5, padding="same", activation="relu", name="first"),
            layers.MaxPooling2D(2, name="pool"),
            layers.Conv2D(12, (5, 3), strides=(1, 2), name="second"),
            layers.Activation("relu", name="relu"),
            layers.AveragePooling2D((2, 2), padding="same", name="average"),
            layers.Flatten(name="flat"),
            layers.Dense(24, activation="relu", name="hidden"),
            layers.Dropout(0.3, name="dropout"),
            layers.Dense(10, activation="softmax", name="classes"),
        ],
        name="lenet",
    )


def mobilenet(framework):
    """Functional; depthwise and separable convolutions, batch norm, ReLU6, a residual, zero padding."""
    layers = framework.layers
    image = layers.Input((31, 32, 3), name="image")
    x = layers.ZeroPadding2D(((0, 1), (1, 0)), name="pad")(image)
    x = layers.Conv2D(8, 3, strides=2, use_bias=False, name="stem")(x)
    x = layers.ReLU(max_value=6.0, name="stem_relu")(layers.BatchNormalization(name="stem_bn")(x))
    y = layers.DepthwiseConv2D(3, padding="same", use_bias=False, name="depthwise")(x)
    y = layers.Activation("relu6" if framework is keras else tf_keras.activations.relu, name="act")(
        layers.BatchNormalization(scale=False, epsilon=0.002, name="depthwise_bn")(y)
    )
    y = layers.Conv2D(8, 1, name="project")(y)
    x = layers.Add(name="add")([x, layers.BatchNormalization(center=False, name="project_bn")(y)])
    x = layers.SeparableConv2D(12, 3, strides=2, padding="same", depth_multiplier=2, name="separable")(x)
    x = layers.MaxPooling2D(3, strides=2, padding="same", name="max")(layers.Activation("relu", name="act2")(x))
    x = layers.Conv2D(16, 3, padding="same", groups=2, activation="relu", name="grouped")(x)
    x = layers.GlobalAveragePooling2D(name="mean")(x)
    return framework.Model(image, layers.Dense(10, name="logits")(x), name="mobilenet")


def save(name, net, shape):
    for variable in net.weights:
        noise = random.normal(0, 0.2, variable.shape)
        value = np.asarray(variable) + noise
        variable.assign(random.uniform(0.5, 2, variable.shape) if "variance" in variable.name else value)
    images = random.normal(0, 1, (4, *shape)).astype(np.float32)
    np.save(HERE / f"{name}.input.npy", images)
    net.save(HERE / f"{name}.h5")
    # the logits: without the softmax at the end, should there be one
    net.layers[-1].activation = keras.activations.linear
    np.save(HERE / f"{name}.output.npy", np.asarray(net(images, training=False)))


save("lenet-keras3", lenet(keras), (28, 26, 1))
save("mobilenet-keras3", mobilenet(keras), (31, 32, 3))
save("lenet-keras2", lenet(tf_keras), (28, 26, 1))
compiled = mobilenet(tf_keras)
compiled.compile("adam", "mse")
compiled.fit(np.zeros((2, 31, 32, 3)), np.zeros((2, 10)), verbose=0)
save("mobilenet-keras2", compiled, (31, 32, 3))
