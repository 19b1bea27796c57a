export { SharedPage } from "./SharedPage.tsx";
export { SignInPage } from "./SignInPage.tsx";
export { WelcomePage } from "./WelcomePage.tsx";
