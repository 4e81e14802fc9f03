"""Makes the TensorFlow fixtures beside this script: python make.py. Versions: see README.md one folder up."""
import pathlib

import numpy as np
import tensorflow as tf
import tf2onnx
import tf_keras

HERE = pathlib.Path(__file__).parent
random = np.random.default_rng(30)


def weight(*shape):
    return tf.Variable(random.normal(0, np.sqrt(2 / np.prod(shape[:-1])), shape).astype(np.float32))


def normalized(channels):
    scale, offset, mean = (tf.Variable(random.normal(c, 0.2, channels).astype(np.float32)) for c in (1, 0, 0))
    variance = tf.Variable(random.uniform(0.5, 2, channels).astype(np.float32))
    return lambda y: tf.compat.v1.nn.fused_batch_norm(y, scale, offset, mean, variance, is_training=False)[0]


class MobileNet(tf.Module):
    """Plain operators: SAME padding that is not symmetric, fused batch norm, relu6, depthwise, the mean over the map."""

    def __init__(self):
        self.stem, self.stem_norm = weight(3, 3, 3, 8), normalized(8)
        self.depthwise, self.depthwise_norm = weight(3, 3, 8, 1), normalized(8)
        self.project, self.project_norm = weight(1, 1, 8, 8), normalized(8)
        self.wide = weight(3, 3, 8, 16)
        self.head, self.head_bias = weight(16, 10), weight(10)

    @tf.function(input_signature=[tf.TensorSpec([None, 30, 32, 3], tf.float32, name="image")])
    def __call__(self, x):
        x = tf.nn.relu6(self.stem_norm(tf.nn.conv2d(x, self.stem, 2, "SAME")))
        y = tf.nn.depthwise_conv2d(x, self.depthwise, [1, 1, 1, 1], "SAME")
        y = tf.nn.relu6(self.depthwise_norm(y))
        y = self.project_norm(tf.nn.conv2d(y, self.project, 1, "VALID"))
        x = tf.nn.relu(x + y)
        x = tf.nn.relu(tf.nn.conv2d(x, self.wide, 2, "SAME"))
        x = tf.reduce_mean(x, [1, 2])
        return tf.nn.bias_add(tf.matmul(x, self.head), self.head_bias)


class LeNet(tf.Module):
    """Flatten of a map larger than 1 x 1 in channels-last order; explicit pads; pools with SAME."""

    def __init__(self):
        self.conv1, self.bias1 = weight(5, 5, 1, 6), weight(6)
        self.conv2, self.bias2 = weight(3, 3, 6, 12), weight(12)
        self.dense1, self.dense_bias1 = weight(4 * 4 * 12, 24), weight(24)
        self.dense2, self.dense_bias2 = weight(24, 10), weight(10)

    @tf.function(input_signature=[tf.TensorSpec([None, 27, 27, 1], tf.float32, name="image")])
    def __call__(self, x):
        x = tf.pad(x, [[0, 0], [1, 2], [1, 2], [0, 0]])
        x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, self.conv1, 2, "VALID"), self.bias1))
        x = tf.nn.max_pool2d(x, 2, 2, "SAME")
        x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, self.conv2, 1, "SAME"), self.bias2))
        x = tf.nn.avg_pool2d(x, 3, 2, "SAME")
        x = tf.reshape(x, [-1, 4 * 4 * 12])
        x = tf.nn.relu(tf.matmul(x, self.dense1) + self.dense_bias1)
        return tf.nn.softmax(tf.matmul(x, self.dense2) + self.dense_bias2)


def keras_net():
    """What the usual layers of Keras become."""
    layers = tf_keras.layers
    image = layers.Input((32, 32, 3), name="image")
    x = layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False)(image)
    x = layers.ReLU(6.0)(layers.BatchNormalization()(x))
    y = layers.SeparableConv2D(8, 3, padding="same", activation="relu")(x)
    x = layers.ReLU()(layers.Add()([x, y]))
    x = layers.MaxPooling2D(3, 2, padding="same")(x)
    x = layers.GlobalAveragePooling2D()(layers.Conv2D(16, 3)(x))
    net = tf_keras.Model(image, layers.Dense(10)(x), name="keras_net")
    for v in net.variables:
        noise = random.normal(0, 0.2, v.shape)
        v.assign(random.uniform(0.5, 2, v.shape) if "variance" in v.name else v.numpy() + noise)
    return net


def save(name, model, function, shape):
    images = random.normal(0, 1, (4, *shape)).astype(np.float32)
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString())
    np.save(HERE / f"{name}.input.npy", images)
    np.save(HERE / f"{name}.output.npy", np.asarray(function(images)))


for name, net, shape in (("mobilenet", MobileNet(), (30, 32, 3)), ("lenet", LeNet(), (27, 27, 1))):
    model, _ = tf2onnx.convert.from_function(net.__call__, input_signature=net.__call__.input_signature, opset=17)
    save(name, model, net, shape)
net = keras_net()
model, _ = tf2onnx.convert.from_keras(net, opset=17)
save("keras-net", model, net, (32, 32, 3))
