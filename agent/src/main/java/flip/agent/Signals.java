package flip.agent;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * What is done at a signal. Looked up by name: the JDK has no supported way, and this one has been
 * there in every version.
 */
final class Signals {
    private Signals() {}

    /** Does this, on a thread of the system's, whenever that signal comes. */
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> receiver = Class.forName("sun.misc.SignalHandler");
            InvocationHandler invoked =
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return method.getReturnType() == boolean.class
                                ? proxy == arguments[0]
                                : method.getReturnType() == int.class
                                        ? (Object) System.identityHashCode(proxy)
                                        : method.getReturnType() == String.class ? name : null;
                    };
            Method install = signal.getMethod("handle", signal, receiver);
            install.invoke(
                    null,
                    signal.getConstructor(String.class).newInstance(name),
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(), new Class<?>[] {receiver}, invoked));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this Java knows no signals", e);
        }
    }
}
