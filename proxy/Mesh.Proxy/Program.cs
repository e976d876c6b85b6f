namespace Mesh.Proxy;

static class Program
{
    static int Main() => 0;
}
