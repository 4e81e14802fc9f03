# Java, flags and class path of the benchmarks; read by the scripts beside it, from the root of the project.
[ -e routes/target/lib ] || { echo "benchmarks: build first: mvn -DskipTests package" >&2; exit 3; }
[ -e benchmarks/target/lib ] || { echo "benchmarks: compile first: mvn -f benchmarks/pom.xml package" >&2; exit 3; }
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
path="benchmarks/target/classes:benchmarks/target/lib/*:routes/target/lib/*"
flags=(-Xmx${BENCHMARK_HEAP:-1g}
  -Dorg.eclipse.deeplearning4j.helpers.disable=false
  -Dorg.bytedeco.javacpp.maxbytes=2g -Dorg.bytedeco.javacpp.maxphysicalbytes=4g
  -Djava.awt.headless=true)
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-$(nproc)} OMP_WAIT_POLICY=PASSIVE
