using Xunit.Sdk;
using Xunit.v3;

// Every class runs a mesh of half a dozen processes: two at a time would measure the machine, not the mesh.
[assembly: Parallelization(Mode = ParallelMode.None)]
