// By itself the page shows the source of an SVG.
const showSvg = (system) => ({
  wrapComponents: {
    responseBody: (Original) => (props) =>
      /^image\/svg/i.test(props.contentType ?? "") && typeof props.content === "string"
        ? system.React.createElement("img", {
            src: `data:image/svg+xml,${encodeURIComponent(props.content)}`,
            alt: "The picture that this answer holds",
            className: "answered-picture",
          })
        : system.React.createElement(Original, props),
  },
});

window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  plugins: [showSvg],
  deepLinking: true,
  docExpansion: "list",
  filter: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
});
